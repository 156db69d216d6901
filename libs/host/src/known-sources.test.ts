import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FatalError, TransientError } from '#faults';
import { loadConfig } from '#ops';
import { SourceOpener } from '#storage';
import { KnownSources } from './known-sources.js';

let root: string;
let known: KnownSources;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'sodalite-known-')));
  for (const folder of ['data', 'more', 'located', 'data-else']) await mkdir(join(root, folder));
  for (const file of ['data/a.fits', 'more/b.fits', 'located/c.fits', 'data-else/d.fits', 'e.fits']) await writeFile(join(root, file), 'x');
  await symlink(join(root, 'more'), join(root, 'link'));
  const yaml = `collections: [{ root: ${root}/link, glob: '**' }]\nlocators: [{ match: 'ivo://a/{x}', source: { file: '${root}/located/{x}.fits' } }]\n`;
  const config = await loadConfig({ SODALITE_DATA: join(root, 'data'), SODALITE_CONFIG: 'x' }, () => yaml);
  known = new KnownSources(new SourceOpener({ http: [], s3: [] }, { cacheBytes: 0 }), config);
});
afterEach(() => rm(root, { recursive: true }));

const open = async (path: string): Promise<number> => {
  const description = { kind: 'file', path: join(root, path) } as const;
  await known.version(description, { name: path });
  const source = await known.open(description, { name: path });
  await source.close();
  return source.size;
};

test.each(['data/a.fits', 'more/b.fits', 'located/c.fits'])('%s lies below a directory of the configuration', async (path) => {
  expect(await open(path)).toBe(1);
});

test.each(['data-else/d.fits', 'e.fits', 'data'])('%s does not, and is not opened', async (path) => {
  await expect(open(path)).rejects.toThrow(FatalError);
  await expect(open(path)).rejects.toThrow(`${path} lies where this service may not read`);
});

test('a path with steps back is none of the catalogue', async () => {
  const path = `${root}/data/../e.fits`;
  await expect(known.open({ kind: 'file', path }, { name: 'e.fits' })).rejects.toThrow(FatalError);
});

test('what is in the catalogue and not here may come, and so may the directory', async () => {
  await expect(open('data/later.fits')).rejects.toThrow(TransientError);
  await expect(open('data/later.fits')).rejects.toThrow('data/later.fits is in the catalogue and not here');
  await rename(join(root, 'data'), join(root, 'away'));
  await expect(open('data/a.fits')).rejects.toThrow(TransientError);
  await rename(join(root, 'away'), join(root, 'data'));
  expect(await open('data/a.fits')).toBe(1);
});

test('stores are those of the configuration', async () => {
  await expect(known.open({ kind: 's3', store: 's', bucket: 'b', key: 'k' }, { name: 'k' })).rejects.toThrow(FatalError);
});
