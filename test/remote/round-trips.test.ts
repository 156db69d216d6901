import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Body, openImages, pump } from '#products';
import { SourceOpener } from '#storage';
import { type DelayProxy, startDelayProxy } from '../support/delay-proxy.js';
import { startStaticNginx, type StaticNginx } from '../support/static-nginx.js';

const SIDE = 512;
const BOX = 64;
const FIRST = (SIDE - BOX) / 2;
const ROW_BYTES = SIDE * 4;
const HEADER_BYTES = 2880;

let folder: string;
let nginx: StaticNginx;
let proxy: DelayProxy;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sodalite-trips-'));
  writeCube(join(folder, 'cube.fits'));
  nginx = await startStaticNginx(folder);
  proxy = await startDelayProxy(nginx.url, { quietMs: 50 });
});
afterAll(async () => {
  await proxy.close();
  await nginx.close();
  rmSync(folder, { recursive: true });
});

test('a 64³ box in the middle of a 512³ cube takes at most six round trips, opening included', async () => {
  const opener = new SourceOpener(
    { http: [{ host: proxy.host, insecure: true, allowPrivate: true }], s3: [] },
    { cacheBytes: 64 * 1024 ** 2 },
  );
  const file = { kind: 'http', url: `${proxy.url}/cube.fits` } as const;
  await opener.version(file, { name: 'cube.fits' });
  const source = await opener.open(file, { name: 'cube.fits' });
  await openImages(source);
  expect(proxy.roundTrips).toBe(1);

  const dims = [BOX, BOX].map((count, i) => ({ count, strideBytes: ROW_BYTES * SIDE ** i }));
  const section = { offset: placeOf(FIRST, FIRST, FIRST), runBytes: BOX * 4, runs: BOX * BOX, dims };
  const body = new Body([{ kind: 'section', section, source }]);
  const chunks: Buffer[] = [];
  await pump(body, { from: 0, to: body.length }, { write: async (chunk) => void chunks.push(Buffer.from(chunk)) });
  expect(proxy.roundTrips).toBeLessThanOrEqual(6);
  const got = Buffer.concat(chunks);
  expect(got).toHaveLength(BOX ** 3 * 4);
  for (let z = 0; z < BOX; z++) expect(got.readInt32BE(4 * (z + BOX * (z + BOX * z)))).toBe(z + 1);

  proxy.reset();
  await pump(body, { from: 0, to: body.length }, { write: async () => undefined });
  expect(proxy.requests).toBe(0); // all of it is in the cache
  await source.close();
  await opener.close();
});

/** Zeros that take no room on the disk, and a number at each pixel of the box's diagonal. */
function writeCube(path: string): void {
  const cards = ['SIMPLE  = T', 'BITPIX  = -32', 'NAXIS   = 3', ...[1, 2, 3].map((axis) => `NAXIS${axis}  = ${SIDE}`), 'END'];
  const fd = openSync(path, 'w');
  writeSync(
    fd,
    cards
      .map((text) => text.replace(/= (.*)/, (_, value: string) => `= ${value.padStart(20)}`).padEnd(80))
      .join('')
      .padEnd(HEADER_BYTES),
  );
  const number = Buffer.alloc(4);
  for (let z = 0; z < BOX; z++) {
    number.writeInt32BE(z + 1);
    writeSync(fd, number, 0, 4, placeOf(FIRST + z, FIRST + z, FIRST + z));
  }
  ftruncateSync(fd, Math.ceil((HEADER_BYTES + SIDE ** 3 * 4) / 2880) * 2880);
  closeSync(fd);
}

function placeOf(x: number, y: number, z: number): number {
  return HEADER_BYTES + 4 * (x + SIDE * (y + SIDE * z));
}
