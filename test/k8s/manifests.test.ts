import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CHECKS, type Deployment } from './checks/index.js';
import { SECRETS } from './checks/environment.js';
import { SECRETS_BY_HAND } from './checks/volumes.js';
import { readDockerfile } from './dockerfile.js';
import { MUTATIONS } from './mutations.js';
import { kustomizations, OVERLAYS, render, type Overlay } from './render.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const deployed = (overlay: Overlay): Deployment => ({ overlay, objects: render(overlay), targets: readDockerfile(), version });
const deployments = new Map(OVERLAYS.map((overlay) => [overlay, deployed(overlay)]));

for (const [overlay, deployment] of deployments)
  test.each(Object.entries(CHECKS))(`k8s/${overlay}: %s`, async (_, check) => expect(await check(deployment)).toEqual([]));

// What a check does not see is not checked: each of these is one thing broken in a good deployment.
test.each(MUTATIONS)('%s: %s', async (name, _, change, complaint) => {
  const { overlay, objects, ...rest } = deployments.get('overlays/production')!;
  const broken = structuredClone(objects) as Deployment['objects'];
  const targets = readDockerfile();
  change(broken, targets);
  expect((await CHECKS[name]({ ...rest, overlay, objects: broken, targets })).join('\n')).toMatch(complaint);
});

test('every check has a mutation', () => {
  expect(Object.keys(CHECKS).filter((name) => !MUTATIONS.some(([check]) => check === name))).toEqual([]);
});

test('the docs tell how to make each Secret that is not in the manifests', () => {
  const text = readFileSync('docs/kubernetes.md', 'utf8').replace(/\\\n/g, ' ');
  for (const name of SECRETS_BY_HAND) expect(text).toMatch(new RegExp(`create secret (generic|tls) ${name} `));
  for (const [name, key] of Object.keys(SECRETS).map((one) => one.split(' ')))
    expect(text).toMatch(new RegExp(`create secret generic ${name} .*--from-literal=${key}=`));
});

test('the Dockerfile: not root, process 1 is node, asked for its health, of no package manager', () => {
  const targets = readDockerfile();
  expect([...targets.keys()]).toEqual(['datalink', 'soda', 'cube', 'cube-gpu', 'standalone']);
  for (const { user, command, hasHealthcheck, ports } of targets.values()) {
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(command[0]).toBe('node');
    expect(hasHealthcheck).toBe(true);
    expect(ports).toEqual([8080, 9090]);
  }
  expect(targets.get('standalone')?.command).toEqual(['node', 'dist/apps/standalone/src/main.js', 'serve']);
});

// kubectl 1.20 has kustomize 2.0.3: folders are bases, and lists of kinds that it does not know are replaced, not merged.
test('kustomizations keep to what kubectl 1.20 understands', () => {
  const known = ['bases', 'resources', 'patchesStrategicMerge', 'configMapGenerator', 'secretGenerator', 'images', 'namespace'];
  const newer = ['CronJob', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'ServiceMonitor'];
  const complaints = kustomizations().flatMap(({ file, fields, patches }) => [
    ...Object.keys(fields)
      .filter((field) => !known.includes(field))
      .map((field) => `${file}: ${field}`),
    ...(fields.resources ?? []).filter((resource) => !resource.endsWith('.yaml')).map((resource) => `${file}: ${resource} must be a file`),
    ...patches
      .filter((patch) => newer.includes(patch.kind) && hasList(patch))
      .map(({ kind }) => `${file}: a patch of a ${kind} with a list takes the place of the whole list`),
  ]);
  expect(complaints).toEqual([]);
});

function hasList(value: unknown): boolean {
  if (Array.isArray(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasList);
}
