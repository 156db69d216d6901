import { loadConfig, VARIABLES } from '#ops';
import { containersOf, named, type Container, type KubernetesObject } from '../objects.js';
import type { Check } from './check.js';

/** Read by others than our configuration: the container runtime of NVIDIA, Node. */
const FOREIGN = ['NVIDIA_DRIVER_CAPABILITIES', 'NODE_ENV', 'SODALITE_CONFIG'];

/** What stands for a key of a Secret that is made by hand, as docs/kubernetes.md tells. */
export const SECRETS: Record<string, string> = {
  'nats password': 'secret',
  'nats route-password': 'secret',
  'nats url': 'nats://sodalite:secret@nats:4222',
  'catalog url': 'postgres://sodalite:secret@db.example.org:5432/sodalite',
};

const known = new Set<string>([...Object.values(VARIABLES).map(({ variable }) => variable), ...FOREIGN]);

/** Every variable is one that the configuration knows, and all of a container together are a configuration that it takes. */
export const environment: Check = async ({ overlay, objects, targets }) => {
  const complaints = [...targets.values()].flatMap(({ name, env }) => unknown(`Dockerfile, target ${name}`, Object.keys(env)));
  for (const { where, container } of containersOf(objects)) {
    const given = environmentOf(container, objects, complaints, where);
    const target = targets.get(/(?:^|\/)sodalite\/([^/:]+)/.exec(container.image)?.[1] ?? '');
    if (!target) continue;
    complaints.push(...unknown(where, Object.keys(given)));
    if (overlay === 'base') continue; // an overlay brings the rest
    const read = (path: string): string => fileOf(container, objects, path);
    await loadConfig({ ...target.env, ...given }, read).catch((error: Error) => complaints.push(`${where}: ${error.message}`));
  }
  return complaints;
};

function unknown(where: string, names: string[]): string[] {
  return names.filter((name) => !known.has(name)).map((name) => `${where}: there is no variable ${name}`);
}

function environmentOf(container: Container, objects: readonly KubernetesObject[], complaints: string[], where: string) {
  const env: Record<string, string> = {};
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = configMapRef && named(objects, 'ConfigMap', configMapRef.name);
    if (!map) complaints.push(`${where}: there is no ConfigMap ${configMapRef?.name}`);
    Object.assign(env, map?.data);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    const key = valueFrom?.secretKeyRef;
    const secret = key && named(objects, 'Secret', key.name)?.data?.[key.key];
    const text = secret === undefined ? SECRETS[`${key?.name} ${key?.key}`] : Buffer.from(secret, 'base64').toString();
    if (key && text === undefined) complaints.push(`${where}: ${name} has no value; there is no key ${key?.key} of a Secret ${key?.name}`);
    env[name] = value ?? text ?? '';
  }
  return env;
}

/** A file as the container sees it: from a mounted ConfigMap, or a key of a store. */
function fileOf(container: Container, objects: readonly KubernetesObject[], path: string): string {
  if (path.startsWith('/run/secrets/stores/') && container.volumeMounts?.some(({ mountPath }) => mountPath === '/run/secrets/stores'))
    return 'key';
  const [, directory, name] = /^(.*)\/([^/]+)$/.exec(path)!;
  const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === directory);
  const text = objects.find(({ kind, data }) => kind === 'ConfigMap' && mount && data?.[name] !== undefined)?.data?.[name];
  if (text === undefined) throw new Error(`${path} is not mounted`);
  return text;
}
