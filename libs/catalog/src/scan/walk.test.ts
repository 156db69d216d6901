import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { memorySource } from '#storage';
import { formOf, hasFitsName, recognise } from './recognise.js';
import { collectionRoot, rootsOf } from './roots.js';
import { walk, type FoundFile, type FoundProblem } from './walk.js';

let top: string;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'walk-')));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function put(path: string, content = 'SIMPLE  ='): string {
  const full = join(top, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

async function found(data: string, options: Parameters<typeof walk>[1] & { collections?: { root: string; prefix?: string }[] } = {}) {
  const roots = rootsOf(
    join(top, data),
    (options.collections ?? []).map((c) => ({ glob: '**', rules: [], ...c })),
  );
  const all: (FoundFile | FoundProblem)[] = [];
  for await (const one of walk(roots, options)) all.push(one);
  return Object.fromEntries(all.map((one) => [one.key, 'reason' in one ? one.reason : 'file']));
}

test('names of FITS files in any case, the rest passed over', async () => {
  for (const name of ['a.fits', 'b.FIT', 'c.fts', 'd.imfits', 'e.fits.fz', 'f.fz', 'g.FITS.GZ', 'h.fits.Z', 'sub/deep/i.fits'])
    put(`data/${name}`);
  for (const name of ['notes.txt', 'a.fits.txt', 'x.gz', '.hidden.fits', '.snapshot/a.fits', 'fits']) put(`data/${name}`);
  expect(Object.keys(await found('data')).sort()).toEqual(
    ['a.fits', 'b.FIT', 'c.fts', 'd.imfits', 'e.fits.fz', 'f.fz', 'g.FITS.GZ', 'h.fits.Z', 'sub/deep/i.fits'].sort(),
  );
});

test('symbolic links: below a root they are followed, elsewhere refused with the reason', async () => {
  put('data/real.fits');
  put('outside/secret.fits');
  mkdirSync(join(top, 'data/dir'));
  symlinkSync(join(top, 'data/real.fits'), join(top, 'data/good.fits'));
  symlinkSync(join(top, 'outside/secret.fits'), join(top, 'data/bad.fits'));
  symlinkSync(join(top, 'outside'), join(top, 'data/away'));
  symlinkSync(join(top, 'nowhere'), join(top, 'data/gone.fits'));
  symlinkSync(join(top, 'data'), join(top, 'data/dir/loop'));
  expect(await found('data')).toEqual({
    'real.fits': 'file',
    'good.fits': 'file',
    'bad.fits': 'is a symbolic link that leaves the data directories',
    away: 'is a symbolic link that leaves the data directories',
    'gone.fits': 'is a symbolic link that leads nowhere (ENOENT)',
    'dir/loop': 'is a symbolic link to a directory that holds it',
  });
  // The other directory is a root too now: its own files have a prefix, and links may point there.
  expect(await found('data', { collections: [{ root: join(top, 'outside') }] })).toMatchObject({
    'bad.fits': 'file',
    'away/secret.fits': 'file',
    'outside/secret.fits': 'file',
  });
});

test('a file is opened by its real path, below a root, whatever becomes of the links to it', async () => {
  const real = put('data/store/a.fits');
  symlinkSync(join(top, 'data/store'), join(top, 'data/link'));
  symlinkSync(real, join(top, 'data/b.fits'));
  symlinkSync(join(top, 'data'), join(top, 'late')); // a root that comes after the start, and as a link
  for (const root of [join(top, 'data'), join(top, 'late')]) {
    const files: FoundFile[] = [];
    for await (const one of walk([{ path: root, prefix: '' }])) if ('stamp' in one) files.push(one);
    expect(files.map(({ key, source, place }) => [key, source.kind === 'file' && source.path, place])).toEqual([
      ['b.fits', real, join(root, 'b.fits')],
      ['link/a.fits', real, join(root, 'link/a.fits')],
      ['store/a.fits', real, join(root, 'store/a.fits')],
    ]);
    expect(new Set(files.map(({ stamp }) => stamp)).size).toBe(root === join(top, 'data') ? 2 : 1);
  }
});

test('pipes are never opened, and the state directory holds no data', async () => {
  put('data/var/spool/cutout.fits');
  put('data/a.fits');
  execFileSync('mkfifo', [join(top, 'data/pipe.fits')]);
  expect(await found('data', { exclude: [join(top, 'data/var')] })).toEqual({ 'a.fits': 'file', 'pipe.fits': 'is not a regular file' });
});

test('a directory or file that may not be read is told, a root that is missing as well', async () => {
  put('data/closed/a.fits');
  chmodSync(join(top, 'data/closed'), 0);
  const answer = await found('data');
  if (process.getuid?.() !== 0) expect(answer).toEqual({ closed: 'the directory cannot be read (EACCES)' });
  chmodSync(join(top, 'data/closed'), 0o755);
  expect(await found('missing')).toEqual({ '.': 'the directory cannot be read (ENOENT)' });
});

test('the stamp changes with the bytes', async () => {
  const stamp = async () => {
    for await (const one of walk(rootsOf(join(top, 'data'), []))) if ('stamp' in one) return one.stamp;
    return undefined;
  };
  const path = put('data/a.fits');
  const before = await stamp();
  expect(before).toBe(await stamp());
  utimesSync(path, 1, 1);
  expect(await stamp()).not.toBe(before);
});

test('roots: an inner one is part of the outer, two of one name need a prefix', () => {
  const make = (...roots: { root: string; prefix?: string }[]) =>
    rootsOf(
      '/d/data',
      roots.map((c) => ({ glob: '**', rules: [], ...c })),
    );
  expect(make({ root: 'sub' }, { root: '/d/data/x' })).toEqual([{ path: '/d/data', prefix: '' }]);
  expect(make({ root: '/e/fits' }, { root: '../more', prefix: 'm' })).toEqual([
    { path: '/d/data', prefix: '' },
    { path: '/e/fits', prefix: 'fits' },
    { path: '/d/more', prefix: 'm' },
  ]);
  expect(() => make({ root: '/e/fits' }, { root: '/f/fits' })).toThrow("got 'fits' for two roots");
  expect(collectionRoot('/d/data', 'alma')).toBe('/d/data/alma');
});

test('content decides', async () => {
  const formIn = (text: string) => recognise(memorySource(Buffer.from(text)));
  expect(await Promise.all(['SIMPLE  =                    T', '', '<html>'].map(formIn))).toEqual(['fits', 'empty', 'unknown']);
  expect(
    [
      [0x1f, 0x8b],
      [0x1f, 0x9d],
      [66, 90, 104, 57],
      [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
    ].map((b) => formOf(Uint8Array.from(b))),
  ).toEqual(['gzip', 'compress', 'bzip2', 'xz']);
  expect(hasFitsName('a.fits.bz2')).toBe(true);
});
