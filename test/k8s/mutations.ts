import type { CHECKS } from './checks/index.js';
import type { Target } from './dockerfile.js';
import { containersOf, named, ofKind, type Container, type KubernetesObject } from './objects.js';

type Change = (objects: readonly KubernetesObject[], targets: Map<string, Target>) => unknown;

const of = (objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject => named(objects, kind, name)!;
const soda = (objects: readonly KubernetesObject[]): Container =>
  containersOf(objects).find(({ where }) => where === 'Deployment soda, container soda')!.container;
const podOf = (objects: readonly KubernetesObject[]) => of(objects, 'Deployment', 'soda').spec.template.spec;
const setEnv = (container: Container, name: string, value: string): unknown => {
  const entry = container.env?.find((one) => one.name === name);
  return entry ? (entry.value = value) : container.env?.push({ name, value });
};
const pathOf = (objects: readonly KubernetesObject[], path: string) =>
  of(objects, 'Ingress', 'sodalite').spec.rules[0].http.paths.find((one: { path: string }) => one.path === path);

/** What is broken, how, and what the check then says. */
export const MUTATIONS: [keyof typeof CHECKS, string, Change, RegExp][] = [
  [
    'schema',
    'a field that a container does not have',
    (o) => Object.assign(soda(o), { livenessprobe: {} }),
    /containers\/0\/livenessprobe is not a field/,
  ],
  [
    'schema',
    'a field that the object does not have',
    (o) => Object.assign(of(o, 'Deployment', 'soda'), { replicas: 2 }),
    /\/replicas is not a field/,
  ],
  [
    'schema',
    'a field that a monitor does not have',
    (o) => (of(o, 'ServiceMonitor', 'sodalite').spec.endpoint = []),
    /\/spec\/endpoint is not a field/,
  ],
  ['schema', 'text for a number', (o) => (podOf(o).terminationGracePeriodSeconds = 'long'), /terminationGracePeriodSeconds/],
  ['schema', 'a required field is missing', (o) => delete of(o, 'HorizontalPodAutoscaler', 'soda').spec.maxReplicas, /maxReplicas/],
  ['schema', 'a monitor without endpoints', (o) => delete of(o, 'ServiceMonitor', 'sodalite').spec.endpoints, /endpoints/],
  [
    'schema',
    'a version that is no more',
    (o) => (of(o, 'CronJob', 'scan').apiVersion = 'batch/v1beta1'),
    /batch\/v1beta1 CronJob is not one of/,
  ],
  ['namespaces', 'an object elsewhere', (o) => delete of(o, 'Service', 'soda').metadata.namespace, /Service soda: is in namespace default/],
  ['environment', 'a variable misspelt', (o) => setEnv(soda(o), 'SODALITE_WORKER', '2'), /there is no variable SODALITE_WORKER/],
  [
    'environment',
    'a value that the configuration does not take',
    (o) => setEnv(soda(o), 'SODALITE_WORKERS', 'many'),
    /SODALITE_WORKERS must be a whole number/,
  ],
  [
    'environment',
    'a key that no Secret has',
    (o) => (soda(o).env!.find(({ name }) => name === 'NATS_URL')!.valueFrom!.secretKeyRef!.key = 'uri'),
    /no key uri of a Secret nats/,
  ],
  [
    'environment',
    'a key of NATS that no Secret has',
    (o) => (of(o, 'StatefulSet', 'nats').spec.template.spec.containers[0].env[1].valueFrom.secretKeyRef.key = 'pass'),
    /no key pass of a Secret nats/,
  ],
  [
    'environment',
    'a ConfigMap that is not there',
    (o) => (soda(o).envFrom![0].configMapRef!.name = 'other'),
    /there is no ConfigMap other/,
  ],
  [
    'environment',
    'a configuration that is not mounted',
    (o) => (soda(o).volumeMounts = []),
    /SODALITE_CONFIG must name a readable YAML file/,
  ],
  [
    'environment',
    'a YAML file with a strange section',
    (o) => (ofKind(o, 'ConfigMap').find(({ data }) => data?.['sodalite.yaml'])!.data!['sodalite.yaml'] = 'shops: []'),
    /SODALITE_CONFIG has 'shops'/,
  ],
  [
    'environment',
    'a variable of the image misspelt',
    (_, t) => t.set('soda', { ...t.get('soda')!, env: { PROT: '1' } }),
    /Dockerfile, target soda: there is no variable PROT/,
  ],
  ['images', 'an image without a target', (o) => (soda(o).image = 'registry.example.org/sodalite/soup:0.2.0'), /no target soup/],
  ['images', 'an image of another release', (o) => (soda(o).image = 'sodalite/soda:0.0.1'), /is not of release/],
  [
    'images',
    'an image that moves',
    (o) => (of(o, 'StatefulSet', 'nats').spec.template.spec.containers[0].image = 'nats:latest'),
    /nats:latest has no version/,
  ],
  ['images', 'another user than that of the image', (o) => (podOf(o).securityContext.runAsUser = 1), /runs as 1, the image as 10001/],
  [
    'lifecycle',
    'a probe of a path that is not there',
    (o) => (soda(o).livenessProbe!.httpGet!.path = '/health'),
    /livenessProbe: there is no \/health/,
  ],
  [
    'lifecycle',
    'a probe of a port that is not there',
    (o) => (soda(o).startupProbe!.httpGet!.port = 'web'),
    /startupProbe: there is no port web/,
  ],
  ['lifecycle', 'no probe', (o) => delete soda(o).readinessProbe, /readinessProbe: is missing/],
  ['lifecycle', 'killed because the catalogue is away', (o) => (soda(o).livenessProbe!.httpGet!.path = '/readyz'), /not to be killed/],
  ['lifecycle', 'killed before it has ended', (o) => (podOf(o).terminationGracePeriodSeconds = 60), /is killed after 60 s/],
  ['lifecycle', 'ends before the proxies know', (o) => setEnv(soda(o), 'SODALITE_STOP_DELAY', '1'), /SODALITE_STOP_DELAY/],
  [
    'network',
    'a selector that matches other pods',
    (o) => (of(o, 'Deployment', 'soda').spec.selector.matchLabels = { a: 'b' }),
    /selector does not match its pods/,
  ],
  [
    'network',
    'a service of nobody',
    (o) => (of(o, 'Service', 'soda').spec.selector = { a: 'b' }),
    /Service soda: its selector matches no pod/,
  ],
  [
    'network',
    'a service of a port that is not there',
    (o) => (of(o, 'Service', 'soda').spec.ports[0].targetPort = 'web'),
    /its pods have no port web/,
  ],
  ['network', 'a port that the image does not expose', (o) => (soda(o).ports![0].containerPort = 80), /does not expose 80/],
  [
    'network',
    'a monitor of a port that is not there',
    (o) => (of(o, 'ServiceMonitor', 'sodalite').spec.endpoints[0].port = 'metrics'),
    /has no port metrics/,
  ],
  ['network', 'metrics somewhere else', (o) => (of(o, 'ServiceMonitor', 'sodalite').spec.endpoints[0].path = '/m'), /not \/m/],
  [
    'network',
    'a policy for nobody',
    (o) => (of(o, 'NetworkPolicy', 'bus').spec.podSelector.matchLabels = { a: 'b' }),
    /NetworkPolicy bus: its selector matches no pod/,
  ],
  [
    'network',
    'a policy for a port that is not there',
    (o) => (of(o, 'NetworkPolicy', 'requests').spec.ingress[0].ports[0].port = 'web'),
    /NetworkPolicy requests: its pods have no port web/,
  ],
  ['network', 'a path that goes to the wrong app', (o) => (pathOf(o, '/files').backend.service.name = 'cube'), /cube serves no such path/],
  ['network', 'a path that nobody serves', (o) => (pathOf(o, '/files').path = '/file'), /\/files of soda goes to nobody/],
  ['network', 'a path that goes to no service', (o) => (pathOf(o, '/cube').backend.service.name = 'tube'), /no Service tube/],
  [
    'network',
    'a port of a service that is not there',
    (o) => (pathOf(o, '/cube').backend.service.port.name = 'web'),
    /Service cube has no port web/,
  ],
  [
    'scaling',
    'an autoscaler of nobody',
    (o) => (of(o, 'HorizontalPodAutoscaler', 'soda').spec.scaleTargetRef.name = 'soup'),
    /there is no soup/,
  ],
  ['scaling', 'one pod in production', (o) => (of(o, 'HorizontalPodAutoscaler', 'soda').spec.minReplicas = 1), /must have two pods/],
  [
    'scaling',
    'more at least than at most',
    (o) => (of(o, 'HorizontalPodAutoscaler', 'soda').spec.minReplicas = 99),
    /minReplicas are above/,
  ],
  [
    'scaling',
    'a budget of nobody',
    (o) => (of(o, 'PodDisruptionBudget', 'soda').spec.selector.matchLabels = { a: 'b' }),
    /Deployment soda: has no disruption budget/,
  ],
  [
    'scaling',
    'a budget that lets all go',
    (o) => (of(o, 'PodDisruptionBudget', 'nats').spec.maxUnavailable = 3),
    /maxUnavailable must be 1/,
  ],
  ['scaling', 'a NATS without a quorum', (o) => (of(o, 'StatefulSet', 'nats').spec.replicas = 2), /three pods/],
  ['scaling', 'replicas beside the autoscaler', (o) => (of(o, 'Deployment', 'soda').spec.replicas = 2), /replicas are the autoscaler's/],
  ['scaling', 'more workers than processors', (o) => setEnv(soda(o), 'SODALITE_WORKERS', '16'), /16 workers on 2 processors/],
  ['security', 'root', (o) => delete podOf(o).securityContext.runAsNonRoot, /Deployment soda: runAsNonRoot/],
  ['security', 'root by number', (o) => (podOf(o).securityContext.runAsUser = 0), /runAsUser must be/],
  ['security', 'no seccomp', (o) => delete podOf(o).securityContext.seccompProfile, /seccompProfile/],
  ['security', 'a token of the cluster', (o) => (podOf(o).automountServiceAccountToken = true), /automountServiceAccountToken/],
  ['security', 'a root that can be written to', (o) => (soda(o).securityContext!.readOnlyRootFilesystem = false), /readOnlyRootFilesystem/],
  ['security', 'more privileges', (o) => delete soda(o).securityContext!.allowPrivilegeEscalation, /allowPrivilegeEscalation/],
  ['security', 'capabilities', (o) => delete soda(o).securityContext!.capabilities, /must drop ALL/],
  ['security', 'no requests', (o) => delete soda(o).resources!.requests, /must request cpu and memory/],
  ['security', 'no limit', (o) => delete soda(o).resources!.limits, /limit of memory/],
  [
    'volumes',
    'a claim that is not there',
    (o) => (podOf(o).volumes.find(({ name }: { name: string }) => name === 'data').persistentVolumeClaim.claimName = 'd'),
    /no claim d/,
  ],
  ['volumes', 'a mount of no volume', (o) => (soda(o).volumeMounts![0].name = 'v'), /no volume v/],
  [
    'volumes',
    'a Secret that nobody makes',
    (o) => (podOf(o).volumes.find(({ name }: { name: string }) => name === 'stores').secret.secretName = 's'),
    /nobody makes the Secret s/,
  ],
  [
    'volumes',
    'data that can be written to',
    (o) => delete soda(o).volumeMounts!.find(({ name }) => name === 'data')!.readOnly,
    /\/data must be mounted read-only/,
  ],
  [
    'volumes',
    'no place for the state',
    (o) => (soda(o).volumeMounts = soda(o).volumeMounts!.filter(({ name }) => name !== 'state')),
    /\/var\/lib\/sodalite must be a volume/,
  ],
  ['volumes', 'a spool above its volume', (o) => setEnv(soda(o), 'SODALITE_SPOOL', '99G'), /SODALITE_SPOOL 99G must be below/],
];
