import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { containersOf, ofKind, type KubernetesObject } from './objects.js';
import { render, type Overlay } from './render.js';

/** Of letters and digits, as they stand in URLs, but something else than text in NATS' configuration: a number, one with a unit. */
const PASSWORDS = ['1234', '5k', '0xab', 'true', '1e4'];

test.each<[Overlay]>([['overlays/dev'], ['overlays/production']])(
  'nats-server takes nats.conf of %s with any password of letters and digits',
  (overlay) => {
    const objects = render(overlay);
    for (const password of PASSWORDS) expect(complaintOf(objects, password)).toBe('');
  },
);

test('a password that is a number to NATS is seen', () => {
  const objects = render('overlays/production');
  container(objects).env!.find(({ name }) => name === 'NATS_PASSWORD')!.value = '$(SECRET_PASSWORD)';
  expect(complaintOf(objects, '1234')).toMatch(/int64, not string/);
});

const container = (objects: readonly KubernetesObject[]) =>
  containersOf(objects).find(({ where }) => where.startsWith('StatefulSet nats'))!.container;

/** What `nats-server -t` says, in the environment that Kubernetes would make. */
function complaintOf(objects: readonly KubernetesObject[], password: string): string {
  const env: Record<string, string> = {};
  for (const { name, value } of container(objects).env!) {
    // As Kubernetes does: only names that stand further up are known.
    env[name] =
      value?.replace(/\$\((\w+)\)/g, (whole, reference: string) => env[reference] ?? whole) ?? (name === 'POD_NAME' ? 'nats-0' : password);
  }
  const directory = mkdtempSync(join(tmpdir(), 'sodalite-nats-conf-'));
  try {
    const file = join(directory, 'nats.conf');
    writeFileSync(file, ofKind(objects, 'ConfigMap').find(({ data }) => data?.['nats.conf'])!.data!['nats.conf']);
    const path = `${process.env.PATH}:/usr/sbin`;
    const { status, stderr } = spawnSync('nats-server', ['-t', '-c', file], { encoding: 'utf8', env: { PATH: path, ...env } });
    return status === 0 ? '' : stderr;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
