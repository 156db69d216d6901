import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { DamagedError, LimitError } from '#faults';
import { memorySource } from '#storage';
import { closeWorkers } from '#workers';
import { concat, imageFile, imageHdu } from '../../test/made-files.js';
import { openHeaders } from './open-headers.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'headers-'));
});
afterEach(() => rmSync(directory, { recursive: true }));
afterAll(closeWorkers);

const open = (bytes: Uint8Array, maxBytes = 2 ** 30) => openHeaders(memorySource(bytes, { name: 'a.fits.gz' }), { directory, maxBytes });

test('all HDUs of a gzip file are found, however far inside; no restart points are left', async () => {
  const far = Array.from({ length: 3 }, (_, i) => imageHdu([4096, 2500], { EXTNAME: `FAR${i}` }, { extension: true }));
  const opened = await open(gzipSync(concat(imageFile(), ...far), { level: 1 }));
  expect([opened.compression, opened.contentType, opened.fits?.hdus.map(({ name }) => name)]).toEqual([
    'gzip',
    'application/gzip',
    ['', 'FAR0', 'FAR1', 'FAR2'],
  ]);
  await opened.close();
  expect(['headers', 'points'].map((kind) => existsSync(join(directory, kind)) && readdirSync(join(directory, kind)).length)).toEqual([
    1,
    false,
  ]);
});

test('damage behind the last header is found as well', async () => {
  const good = gzipSync(imageFile());
  await expect(open(good.subarray(0, -1))).rejects.toThrow(/the gzip data end too early/);
  const bad = Buffer.from(good);
  bad[good.length - 6] ^= 1;
  await expect(open(bad)).rejects.toThrow(/CRC32/);
  await expect(open(bad)).rejects.toBeInstanceOf(DamagedError);
});

test('what is no FITS file inside, or too long, is told', async () => {
  await expect(open(gzipSync('<html>'))).rejects.toThrow(/not a FITS file: it is a markup document/);
  await expect(open(gzipSync(imageFile()), 2880)).rejects.toBeInstanceOf(LimitError);
});

test.each([
  ['BZh9', 'bzip2-compressed', 'application/x-bzip2'],
  ['\xfd7zXZ\0', 'xz-compressed', 'application/x-xz'],
  ['(\xb5/\xfd', 'zstd-compressed', 'application/zstd'],
])('%j: its form is named', async (magic, unreadable, contentType) => {
  const opened = await open(Buffer.from(magic, 'latin1'));
  expect([opened.unreadable, opened.contentType, opened.fits]).toEqual([unreadable, contentType, undefined]);
  await opened.close();
});

test('a name that says gzip does not make it so', async () => {
  const opened = await open(imageFile());
  expect([opened.compression, opened.contentType, opened.fits?.hdus.length]).toEqual([undefined, 'application/fits', 1]);
  await opened.close();
});
