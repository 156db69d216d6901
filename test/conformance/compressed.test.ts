import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from './support/http.js';
import { startService, type Service } from './support/service.js';
import { python, run } from './support/tool.js';

const RICE = 'application/fits;compress=rice';

let service: Service;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sodalite-compressed-'));
  service = await startService({ prepare: addImages });
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

/** [what, file, request, codec of each compressed HDU] */
const cases: [string, string, Record<string, string>, string[]][] = [
  ['a scaled cube', 'vrad.fits', { CIRCLE: '150.1 2.2 0.008' }, ['RICE_1']],
  ['four axes', 'stokes-iv.fits', { CIRCLE: '83.63 -5.39 0.004' }, ['GZIP_2']],
  ['several HDUs', 'mosaic.fits', { CIRCLE: '210.81 54.3 0.009' }, ['RICE_1', 'RICE_1']],
  ['floats with a table beside them', 'beams.fits', { CIRCLE: '50 -30 0.002' }, ['GZIP_2']],
  ['8 bits', 'u8.fits', { PIXELS: '[3:40,2:50]' }, ['RICE_1']],
  ['16 bits', 'i16.fits', { PIXELS: '[3:40,2:50]' }, ['RICE_1']],
  ['unsigned 16 bits, BZERO', 'u16.fits', { PIXELS: '[3:40,2:50]' }, ['RICE_1']],
  ['32 bits, noise of every size', 'i32.fits', { PIXELS: '[3:40,2:50]' }, ['RICE_1']],
  ['doubles', 'f64.fits', { PIXELS: '[3:40,2:50]' }, ['GZIP_2']],
  ['64-bit integers stay as they are', 'i64.fits', { PIXELS: '[3:40,2:50]' }, []],
  ['a cut of tiles that CFITSIO made', 'packed.fits.fz', { PIXELS: '[3:40,2:50]' }, ['RICE_1']],
];

describe('a cutout as Rice tiles is, for funpack and astropy, the plain cutout', () => {
  test.each(cases)('%s', async (what, file, request, codecs) => {
    const url = `${service.url}/soda/sync`;
    const plain = await ask(url, { ID: service.id(file), ...request, RESPONSEFORMAT: 'fits' });
    const compressed = await ask(url, { ID: service.id(file), ...request, RESPONSEFORMAT: RICE });
    expect([plain.status, compressed.status]).toEqual([200, 200]);
    expect(compressed.headers.get('content-type')).toBe(RICE);
    expect(compressed.headers.get('etag')).not.toBe(plain.headers.get('etag'));
    expect(compressed.headers.get('content-disposition')).toMatch(/\.fits\.fz"$/);
    const verdict = await setAgainst(what, plain.bytes, compressed.bytes);
    expect(verdict).toEqual({ codecs, faults: [] });
  });
});

test('it is the same each time and can be had in parts; HEAD tells no length', async () => {
  const parameters = { ID: service.id('i16.fits'), PIXELS: '[1:60,1:55]', RESPONSEFORMAT: RICE };
  const url = `${service.url}/soda/sync`;
  const head = await ask(url, parameters, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), head.headers.get('content-type')]).toEqual([200, null, RICE]);
  const whole = await ask(url, parameters);
  expect(whole.headers.get('etag')).toBe(head.headers.get('etag'));
  const part = await ask(url, parameters, { headers: { range: 'bytes=3000-3999', 'if-range': whole.headers.get('etag')! } });
  expect([part.status, part.bytes.equals(whole.bytes.subarray(3000, 4000))]).toEqual([206, true]);
});

async function setAgainst(what: string, plain: Buffer, compressed: Buffer): Promise<{ codecs: string[]; faults: string[] }> {
  const paths = { plain: join(folder, `${what}.fits`), compressed: join(folder, `${what}.fits.fz`) };
  await writeFile(paths.plain, plain);
  await writeFile(paths.compressed, compressed);
  return python('check_compressed.py', paths);
}

/** An image of each type of pixel, and one that fpack compressed. */
async function addImages(data: string): Promise<void> {
  await python('make_images.py', data);
  const packed = await run('fpack', ['-r', '-O', join(data, 'packed.fits.fz'), join(data, 'i16.fits')]);
  expect(packed.code).toBe(0);
}
