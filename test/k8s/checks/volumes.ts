import { containersOf, named, podsOf, type Container } from '../objects.js';
import { bytesOf } from './quantity.js';
import type { Check } from './check.js';

/** Secrets that are made by hand; docs/kubernetes.md tells how. */
export const SECRETS_BY_HAND = ['nats', 'catalog', 'stores', 'ingress-tls'];

/** What is mounted is there, what is written to is bounded and large enough, data are read-only. */
export const volumes: Check = ({ objects }) => [
  ...podsOf(objects).flatMap(({ owner, spec }) => {
    return (spec.volumes ?? []).flatMap(({ name, configMap, secret, persistentVolumeClaim }) => {
      if (configMap && !named(objects, 'ConfigMap', configMap.name)) return [`${owner}: there is no ConfigMap ${configMap.name}`];
      if (persistentVolumeClaim && !named(objects, 'PersistentVolumeClaim', persistentVolumeClaim.claimName))
        return [`${owner}: there is no claim ${persistentVolumeClaim.claimName}`];
      if (secret && !named(objects, 'Secret', secret.secretName) && !SECRETS_BY_HAND.includes(secret.secretName))
        return [`${owner}: nobody makes the Secret ${secret.secretName} of the volume ${name}`];
      return [];
    });
  }),
  ...containersOf(objects).flatMap(({ where, pod, container }) => {
    const templates = objects.find(({ kind, metadata }) => `${kind} ${metadata.name}` === pod.owner)?.spec.volumeClaimTemplates ?? [];
    const names = [...(pod.spec.volumes ?? []), ...templates.map(({ metadata }: { metadata: { name: string } }) => metadata)].map(
      ({ name }) => name,
    );
    const missing = (container.volumeMounts ?? [])
      .filter(({ name }) => !names.includes(name))
      .map(({ name }) => `${where}: there is no volume ${name}`);
    if (!/(^|\/)sodalite\//.test(container.image)) return missing;
    const mounts = new Map((container.volumeMounts ?? []).map((mount) => [mount.mountPath, mount]));
    const unmounted = ['/var/lib/sodalite', '/tmp'].filter((path) => !mounts.has(path)).map((path) => `${where}: ${path} must be a volume`);
    const isWriter = pod.owner === 'Job demo-data';
    const data = mounts.get('/data')?.readOnly || isWriter ? [] : [`${where}: /data must be mounted read-only`];
    const state = pod.spec.volumes?.find(({ name }) => name === mounts.get('/var/lib/sodalite')?.name)?.emptyDir?.sizeLimit;
    const size = state === undefined ? [`${where}: the state must have a sizeLimit`] : spoolFits(where, container, state);
    return [...missing, ...unmounted, ...data, ...size];
  }),
];

/** A state that outgrows its volume costs the pod. */
function spoolFits(where: string, container: Container, sizeLimit: string): string[] {
  const spool = container.env?.find(({ name }) => name === 'SODALITE_SPOOL')?.value;
  if (spool === undefined)
    return container.ports === undefined ? [] : [`${where}: SODALITE_SPOOL must be set, its default may be above the state's ${sizeLimit}`];
  return bytesOf(`${spool}i`) < bytesOf(sizeLimit) ? [] : [`${where}: SODALITE_SPOOL ${spool} must be below the state's ${sizeLimit}`];
}
