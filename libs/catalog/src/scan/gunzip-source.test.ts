import { afterAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { concat, imageFile, put } from '../../test/made-files.js';
import { GunzipSource } from './gunzip-source.js';

const top = mkdtempSync(join(tmpdir(), 'gunzip-'));
afterAll(() => rmSync(top, { recursive: true }));

const onLinux = existsSync('/proc/self/fd') ? test : test.skip;

onLinux('close lets go of the file, however little of it was read', async () => {
  // Noise does not shrink: the file is longer than what streams read ahead.
  const bytes = gzipSync(concat(imageFile(), randomBytes(2 ** 20)));
  for (const length of [0, 80, 2880, 2 ** 19]) {
    const path = put(top, `${length}.fits.gz`, bytes);
    const source = await GunzipSource.open(path, 'a.fits.gz', { etag: '', lastModified: new Date() });
    if (length > 0) expect((await source.read({ offset: 0, length })).length).toBe(length);
    await source.close();
    await source.close();
  }
  expect(openBelow(top)).toEqual([]);
});

test('a file that cannot be read is not called damaged', async () => {
  const source = await GunzipSource.open(join(top, 'gone.fits.gz'), 'gone.fits.gz', { etag: '', lastModified: new Date(), size: 2880 });
  await expect(source.read({ offset: 0, length: 2880 })).rejects.toMatchObject({ code: 'ENOENT' });
  await source.close();
});

function openBelow(directory: string): string[] {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // the one that listed them
    }
  });
  return targets.filter((target) => target.startsWith(directory));
}
