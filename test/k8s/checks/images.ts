import { containersOf } from '../objects.js';
import type { Check } from './check.js';

/** Our images are targets of the Dockerfile, of this release; all others have a version that does not move. */
export const images: Check = ({ overlay, objects, targets, version }) =>
  containersOf(objects).flatMap(({ where, pod, container: { image } }) => {
    const [, name, tag] = /^(.*?)(?::([^:/]*))?$/.exec(image)!;
    const target = /(?:^|\/)sodalite\/([^/]+)$/.exec(name)?.[1];
    const complaints: string[] = [];
    if (target !== undefined && !targets.has(target)) complaints.push(`${where}: the Dockerfile has no target ${target}`);
    if (target !== undefined && tag !== version) complaints.push(`${where}: ${image} is not of release ${version}`);
    // NATS and PostgreSQL have no version in the base: overlays say which.
    if (overlay !== 'base' && (tag === undefined || tag === 'latest')) complaints.push(`${where}: ${image} has no version`);
    if (pod.spec.securityContext?.runAsUser === undefined) return complaints;
    const user = target === undefined ? undefined : targets.get(target)?.user;
    if (user !== undefined && user !== `${pod.spec.securityContext.runAsUser}:${pod.spec.securityContext.runAsUser}`)
      complaints.push(`${where}: runs as ${pod.spec.securityContext.runAsUser}, the image as ${user}`);
    return complaints;
  });
