import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodePixels, FitsFile, HeaderEditor, writeCompressed } from '#fits';
import { memorySource } from '#storage';
import { closeWorkers } from '#workers';
import { startServer, type RunningServer } from '../support/serve.js';

const WIDTH = 300;
const HEIGHT = 1200;

let data: string;
let server: RunningServer;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sodalite-damage-'));
  await writeFile(join(data, 'tiles.fits.fz'), await withDamagedEnd());
  server = await startServer({ data });
});
afterAll(async () => {
  await server.close();
  await closeWorkers();
  await rm(data, { recursive: true });
});

/** A compressed image whose last tiles are nonsense; its headers are in order. */
async function withDamagedEnd(): Promise<Buffer> {
  const header = HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', 16).set('NAXIS', 2).set('NAXIS1', WIDTH).set('NAXIS2', HEIGHT);
  const pixels = encodePixels(
    Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i * i) % 5000),
    16,
  );
  const plain = Buffer.concat([header.toBytes(), pixels, Buffer.alloc((2880 - (pixels.length % 2880)) % 2880)]);
  const packed = Buffer.alloc(2 * plain.length);
  const length = await writeCompressed(await FitsFile.open(memorySource(plain)), {
    write: async (bytes, offset) => void packed.set(bytes, offset),
  });
  const file = packed.subarray(0, length);
  const [, { dataOffset, dataLength }] = (await FitsFile.open(memorySource(file))).hdus;
  file.fill(0xff, dataOffset + Math.floor(dataLength * 0.9), dataOffset + dataLength);
  return file;
}

const cut = (section: string): Promise<Response> =>
  fetch(`${server.url}/soda/sync?${new URLSearchParams({ ID: 'ivo://sodalite.local/data?tiles.fits.fz', PIXELS: section })}`);

test('damage that is met at the first byte is told in words', async () => {
  const answer = await cut('[*,1150:1200]');
  expect(answer.status).toBe(500);
  expect(answer.headers.get('content-disposition')).toBeNull();
  expect(await answer.text()).toMatch(/^Error: .*tiles\.fits\.fz.*HDU 1/);
});

test('what is sound in the same file is had', async () => {
  const answer = await cut('[*,1:100]');
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.readInt16BE(bytes.length - 2880 * Math.ceil((WIDTH * 100 * 2) / 2880) + 2 * 50)).toBe(2500);
});
