import { containersOf, named, type Container, type KubernetesObject, type Probe } from '../objects.js';
import type { Check } from './check.js';

/** Paths of the probes of each image; ours are on the port of operations. */
const PATHS: Record<string, RegExp> = { sodalite: /^\/(healthz|readyz)$/, nats: /^\/healthz(\?js-(enabled|server)-only=true)?$/ };

/** Probes ask for what is there; a service has the time to finish what it has begun. */
export const lifecycle: Check = ({ objects }) =>
  containersOf(objects).flatMap(({ where, pod, container }) => {
    if (container.ports === undefined) return [];
    const { startupProbe, livenessProbe, readinessProbe, ports } = container;
    const isOurs = /(^|\/)sodalite\//.test(container.image);
    const names = ports.map(({ name }) => name);
    const probes = Object.entries({ startupProbe, livenessProbe, readinessProbe });
    const complaints = probes.flatMap(([name, probe]) => complaintOf(`${where}, ${name}`, probe, names, isOurs));
    if (!isOurs) return complaints;
    if (livenessProbe?.httpGet?.path === '/readyz') complaints.push(`${where}: a pod that waits for another is not to be killed`);
    if (readinessProbe?.httpGet?.path !== '/readyz') complaints.push(`${where}: readinessProbe must ask /readyz`);
    const delay = secondsOf('SODALITE_STOP_DELAY', container, objects);
    const grace = secondsOf('SODALITE_STOP_GRACE', container, objects);
    const given = pod.spec.terminationGracePeriodSeconds ?? 30;
    if (!(delay >= 5)) complaints.push(`${where}: SODALITE_STOP_DELAY must leave the proxies 5 s to notice`);
    if (!(delay + grace + 5 <= given))
      complaints.push(`${where}: is killed after ${given} s, before it has ended by itself (${delay} s + ${grace} s)`);
    return complaints;
  });

function complaintOf(where: string, probe: Probe | undefined, ports: readonly string[], isOurs: boolean): string[] {
  if (!probe) return [`${where}: is missing`];
  if (probe.exec) return isOurs ? [`${where}: must be an httpGet`] : [];
  const { path = '', port = '' } = probe.httpGet ?? {};
  if (!ports.includes(String(port)) || (isOurs && port !== 'operations')) return [`${where}: there is no port ${port}`];
  return PATHS[isOurs ? 'sodalite' : 'nats'].test(path) ? [] : [`${where}: there is no ${path}`];
}

function secondsOf(name: string, { env, envFrom }: Container, objects: readonly KubernetesObject[]): number {
  const maps = (envFrom ?? []).map(({ configMapRef }) => named(objects, 'ConfigMap', configMapRef?.name ?? '')?.data ?? {});
  return Number(env?.find((one) => one.name === name)?.value ?? Object.assign({}, ...maps)[name] ?? Number.NaN);
}
