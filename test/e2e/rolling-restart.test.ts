import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';
import { startDistributed, type Distributed } from '../support/distributed.js';

let root: string;
let services: Distributed;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sodalite-rolling-'));
  await writeDemoCollection(join(root, 'data'));
  services = await startDistributed({
    data: join(root, 'data'),
    state: join(root, 'state'),
    replicas: 2,
    env: { SODALITE_STOP_DELAY: '1', SODALITE_STOP_GRACE: '20', SODALITE_WORKERS: '1' },
  });
});
afterAll(async () => {
  await services?.close();
  await rm(root, { recursive: true, force: true });
});

const ID = 'ivo://sodalite.local/data?demo/disc_hi.fits';
const REQUESTS: readonly [string, Record<string, string>][] = [
  ['/datalink/links', { ID }],
  ['/sia/query', { MAXREC: '3' }],
  ['/soda/sync', { ID, CIRCLE: '150.25 2.5 0.02' }],
  ['/files', { ID }],
  ['/cube/moment/sync', { ID, MOMENT: '0' }],
  ['/cube/spectrum/sync', { ID, CIRCLE: '150.25 2.5 0.02' }],
];

test('every process is restarted under load: each request gets its data, or is told when to come again', async () => {
  const bytes = new Map<string, Set<number>>();
  const outcomes = new Map<string, number>();
  let over = false;
  const client = async (path: string, query: Record<string, string>): Promise<void> => {
    while (!over) {
      const response = await fetch(`${services.url}${path}?${new URLSearchParams(query)}`);
      const body = await response.arrayBuffer();
      const retry = response.headers.get('retry-after');
      const outcome = response.status === 503 && retry !== null ? 'later' : String(response.status);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (response.ok) bytes.set(path, (bytes.get(path) ?? new Set()).add(body.byteLength));
    }
  };
  const clients = REQUESTS.map(([path, query]) => client(path, query));
  for (const replica of services.replicas) {
    await replica.program.stop();
    await replica.start();
  }
  over = true;
  await Promise.all(clients);
  expect([...outcomes.keys()].filter((outcome) => !['200', 'later'].includes(outcome))).toEqual([]);
  expect(outcomes.get('200')).toBeGreaterThan(100);
  // {links} may have been without a service for a moment; what is computed or cut is the same each time.
  for (const [path, lengths] of bytes) if (path !== '/datalink/links') expect([path, lengths.size]).toEqual([path, 1]);
});
