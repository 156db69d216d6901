import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, query } from './support/http.js';
import { bytesRead, descriptors, settled } from './support/process-state.js';
import { startService, type Service } from './support/service.js';
import { writeSparseCube } from './support/sparse-cube.js';

const MiB = 1024 * 1024;
const CLIENTS = 50;
let service: Service;
let cubeBytes: number;

beforeAll(async () => {
  service = await startService({
    env: {},
    prepare: async (data) => {
      cubeBytes = await writeSparseCube(join(data, 'big.fits'), [512, 512, 1024]);
    },
  });
});
afterAll(() => service.close());

const target = (path: string, parameters: Record<string, string>): string =>
  `${service.url}${path}?${query({ ID: service.id('big.fits'), ...parameters })}`;
const files = async (): Promise<string[]> =>
  (await Promise.all([readdir(service.state, { recursive: true }), readdir(service.scratch)])).flat().sort();
const sockets = async (): Promise<number> => (await descriptors(service.pid)).filter((name) => name.startsWith('socket:')).length;

test.each([
  ['a cutout', '/soda/sync', { CIRCLE: '150 2 0.2' }],
  ['the file', '/files', {}],
])('clients that go away leave nothing behind and stop the reading: %s', async (_, path, parameters) => {
  const url = target(path, parameters);
  await ask(url, {}, { method: 'HEAD' });
  const [filesBefore, socketsBefore] = [await files(), await sockets()];
  const readBefore = await settled(() => bytesRead(service.pid));
  await Promise.all(Array.from({ length: CLIENTS }, (_, i) => leave(url, i)));
  const read = (await settled(() => bytesRead(service.pid))) - readBefore;
  // Each took a megabyte at most; what the kernel and the service hold ready for a socket is a few more.
  expect(read).toBeLessThan(CLIENTS * 12 * MiB);
  expect(read).toBeLessThan((CLIENTS * cubeBytes) / 50);
  expect(await files()).toEqual(filesBefore);
  expect(await settled(sockets)).toBeLessThanOrEqual(socketsBefore);
  expect((await ask(`${service.url}/healthz`)).status).toBe(200);
});

test('HEAD of a large cutout reads next to nothing', async () => {
  const url = target('/soda/sync', { CIRCLE: '150 2 0.2' });
  await ask(url, {}, { method: 'HEAD' });
  const before = await bytesRead(service.pid);
  const { status, headers } = await ask(url, {}, { method: 'HEAD' });
  expect(status).toBe(200);
  expect(Number(headers.get('content-length'))).toBeGreaterThan(500 * MiB);
  expect((await bytesRead(service.pid)) - before).toBeLessThan(MiB);
});

test('If-None-Match on a large cutout reads next to nothing', async () => {
  const url = target('/soda/sync', { CIRCLE: '150 2 0.2' });
  const tag = (await ask(url, {}, { method: 'HEAD' })).headers.get('etag')!;
  const before = await bytesRead(service.pid);
  expect((await ask(url, {}, { headers: { 'If-None-Match': tag } })).status).toBe(304);
  expect((await bytesRead(service.pid)) - before).toBeLessThan(MiB);
});

/** Asks and goes away: the even ones at once, the odd ones with the first bytes of the body in hand. */
async function leave(url: string, index: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const request = get(url, { agent: false });
    request.on('error', () => resolve());
    request.on('close', () => resolve());
    if (index % 2 === 0) void pause(index / 5).then(() => request.destroy());
    else request.on('response', (response: IncomingMessage) => response.once('data', () => request.destroy()));
  });
}
