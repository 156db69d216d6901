import { containersOf, named, ofKind, podsOf, selects, type KubernetesObject, type Pod } from '../objects.js';
import { routesOf } from '../routes.js';
import type { Check } from './check.js';

/** Services and policies meet pods and their ports; each path of the ingress is served by the app behind it, and each path of an app has one. */
export const network: Check = async ({ objects, targets }) => {
  const pods = podsOf(objects);
  return [
    ...ofKind(objects, 'Deployment', 'StatefulSet').flatMap(({ kind, metadata, spec }) =>
      selects(spec.selector, spec.template.metadata.labels) ? [] : [`${kind} ${metadata.name}: its selector does not match its pods`],
    ),
    ...ofKind(objects, 'Service').flatMap((service) => servicePorts(service, pods)),
    ...ofKind(objects, 'ServiceMonitor').flatMap((monitor) => monitored(monitor, objects)),
    ...ofKind(objects, 'NetworkPolicy').flatMap((policy) => policyPorts(policy, pods)),
    ...containersOf(objects).flatMap(({ where, container }) => {
      const target = targets.get(/(?:^|\/)sodalite\/([^/:]+)/.exec(container.image)?.[1] ?? '');
      const strange = (container.ports ?? []).filter(({ containerPort }) => target && !target.ports.includes(containerPort));
      return strange.map(({ containerPort }) => `${where}: the image does not expose ${containerPort}`);
    }),
    ...(await Promise.all(ofKind(objects, 'Ingress').map((ingress) => ingressPaths(ingress, objects, pods)))).flat(),
  ];
};

const portNames = (pods: readonly Pod[]): string[] =>
  pods.flatMap(({ spec }) => spec.containers.flatMap(({ ports }) => ports ?? [])).map(({ name }) => name);

function servicePorts({ metadata, spec }: KubernetesObject, pods: readonly Pod[]): string[] {
  const behind = pods.filter(({ labels }) => selects({ matchLabels: spec.selector }, labels));
  if (behind.length === 0) return [`Service ${metadata.name}: its selector matches no pod`];
  const names = portNames(behind);
  return (spec.ports as { name: string; targetPort: string }[])
    .filter(({ targetPort }) => !names.includes(targetPort))
    .map(({ targetPort }) => `Service ${metadata.name}: its pods have no port ${targetPort}`);
}

function monitored({ metadata, spec }: KubernetesObject, objects: readonly KubernetesObject[]): string[] {
  const services = ofKind(objects, 'Service').filter((service) => selects(spec.selector, service.metadata.labels ?? {}));
  if (services.length === 0) return [`ServiceMonitor ${metadata.name}: its selector matches no service`];
  return (spec.endpoints as { port: string; path: string }[]).flatMap(({ port, path }) => [
    ...services
      .filter((service) => !service.spec.ports.some(({ name }: { name: string }) => name === port))
      .map((service) => `ServiceMonitor ${metadata.name}: Service ${service.metadata.name} has no port ${port}`),
    ...(path === '/metrics' ? [] : [`ServiceMonitor ${metadata.name}: metrics are at /metrics, not ${path}`]),
  ]);
}

function policyPorts({ metadata, spec }: KubernetesObject, pods: readonly Pod[]): string[] {
  const meant = pods.filter(({ labels }) => selects(spec.podSelector, labels));
  if (meant.length === 0) return [`NetworkPolicy ${metadata.name}: its selector matches no pod`];
  const names = portNames(meant);
  const ports = ((spec.ingress ?? []) as { ports?: { port: string | number }[] }[]).flatMap((rule) => rule.ports ?? []);
  return ports
    .filter(({ port }) => typeof port === 'string' && !names.includes(port))
    .map(({ port }) => `NetworkPolicy ${metadata.name}: its pods have no port ${port}`);
}

interface IngressPath {
  path: string;
  backend: { service: { name: string; port: { name: string } } };
}

async function ingressPaths({ spec }: KubernetesObject, objects: readonly KubernetesObject[], pods: readonly Pod[]): Promise<string[]> {
  const paths = (spec.rules as { http: { paths: IngressPath[] } }[]).flatMap(({ http }) => http.paths);
  const complaints: string[] = [];
  for (const { path, backend } of paths) {
    const service = named(objects, 'Service', backend.service.name);
    const routes = service ? await routesOf(backend.service.name) : [];
    if (!service) complaints.push(`Ingress ${path}: there is no Service ${backend.service.name}`);
    else if (!service.spec.ports.some(({ name }: { name: string }) => name === backend.service.port.name))
      complaints.push(`Ingress ${path}: Service ${backend.service.name} has no port ${backend.service.port.name}`);
    else if (!routes.some((route) => isBelow(route, path))) complaints.push(`Ingress ${path}: ${backend.service.name} serves no such path`);
  }
  const services = pods
    .filter(({ labels }) => labels['sodalite.dev/role'] === 'service')
    .map(({ labels }) => labels['app.kubernetes.io/name']);
  for (const app of services) {
    for (const route of await routesOf(app)) {
      const to = paths.filter(({ path }) => isBelow(route, path)).map(({ backend }) => backend.service.name);
      if (to.length !== 1 || to[0] !== app) complaints.push(`Ingress: ${route} of ${app} goes to ${to.join(', ') || 'nobody'}`);
    }
  }
  return complaints;
}

const isBelow = (route: string, path: string): boolean => route === path || route.startsWith(`${path}/`);
