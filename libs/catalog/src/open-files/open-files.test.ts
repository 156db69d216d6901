import { gzipSync } from 'node:zlib';
import { mkdtemp, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { InProcessBus } from '#bus';
import { encodePixels, HeaderEditor } from '#fits';
import { SourceOpener } from '#storage';
import type { Dataset } from '../catalog.js';
import { catalogChanged } from '../messages.js';
import { OpenFiles, type OpenFile } from './open-files.js';

let directory: string;
let path: string;
let files: OpenFiles;
let bus: InProcessBus;
let opener: SourceOpener;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'sodalite-open-')));
  path = join(directory, 'a.fits');
  bus = new InProcessBus();
  opener = new SourceOpener({ http: [], s3: [] }, { cacheBytes: 0 });
  files = new OpenFiles(bus, { opener, expanded: { directory: join(directory, 'state'), maxBytes: 1e9 } });
  await write(3);
});
afterEach(async () => {
  await files.close();
  await opener.close();
  await rm(directory, { recursive: true });
});

/** Replaces the file as an archive does: a new one under the old name. */
async function write(width: number): Promise<void> {
  const header = HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', 8).set('NAXIS', 1).set('NAXIS1', width).toBytes();
  const data = Buffer.alloc(2880);
  data.set(encodePixels([width, width, width], 8));
  await writeFile(`${path}.new`, Buffer.concat([header, data]));
  await rename(`${path}.new`, path);
}

const dataset = () => ({ file: { source: { kind: 'file', path }, name: 'a.fits' } }) as Dataset;
const widthOf = async (open: OpenFile) => (await open.images()).images[0].shape.axes[0];
const firstPixel = async (open: OpenFile) => (await open.source.read({ offset: 2880, length: 1 }))[0];

test('a file is opened, and its headers are read, once', async () => {
  const seen = await Promise.all(
    [1, 2, 3].map(() => files.use(dataset(), async (open) => ({ source: open.source, images: await open.images() }))),
  );
  const again = await files.use(dataset(), async (open) => ({ source: open.source, images: await open.images() }));
  for (const one of seen.slice(1)) expect(one.images).toBe(seen[0].images);
  expect(again).toEqual(seen[0]);
  expect(again.source).toBe(seen[0].source);
});

test('a file that is replaced is opened anew; who reads the old one finishes with the old one', async () => {
  await files.use(dataset(), async (old) => {
    expect(await widthOf(old)).toBe(3);
    await write(5);
    await files.use(dataset(), async (fresh) => {
      expect(await widthOf(fresh)).toBe(5);
      expect(await firstPixel(fresh)).toBe(5);
    });
    expect(await firstPixel(old)).toBe(3);
  });
  await files.use(dataset(), async (fresh) => expect(await firstPixel(fresh)).toBe(5));
});

test('a file that nobody uses any more is closed', async () => {
  let old: OpenFile | undefined;
  await files.use(dataset(), async (open) => void (old = open));
  expect(await firstPixel(old!)).toBe(3);
  await write(5);
  await files.use(dataset(), async () => {});
  await expect(firstPixel(old!)).rejects.toThrow('a.fits was closed');
});

test('a file that has gone is closed when the catalogue says so, though nobody asks for it', async () => {
  let old: OpenFile | undefined;
  await files.use(dataset(), async (open) => void (old = open));
  await rm(path);
  bus.tell(catalogChanged, {});
  await expect(
    (async () => {
      for (;;) await firstPixel(old!);
    })(),
  ).rejects.toThrow('a.fits was closed');
  await writeFile(path, '');
});

test('a file that has been swapped for a link is not followed', async () => {
  const secret = join(directory, 'secret');
  await rename(path, secret);
  await symlink(secret, path);
  await expect(files.use(dataset(), firstPixel)).rejects.toMatchObject({ fault: 'not-found' });
});

test('a file that has gone is not found, and what is damaged says so each time', async () => {
  await writeFile(path, 'SIMPLE  = nonsense');
  for (const attempt of [1, 2]) {
    await expect(files.use(dataset(), (open) => open.images())).rejects.toMatchObject({
      fault: 'damaged',
      message: expect.stringContaining('a.fits'),
    });
    expect(attempt).toBeLessThan(3);
  }
  await rm(path);
  await expect(files.use(dataset(), (open) => open.images())).rejects.toMatchObject({ fault: 'not-found' });
  await writeFile(path, '');
});

test('of a compressed file the images are those inside, and the bytes those that are stored', async () => {
  const packed = gzipSync(await readFile(path));
  await writeFile(`${path}.gz`, packed);
  const file = { source: { kind: 'file', path: `${path}.gz` }, compression: 'gzip', name: 'a.fits.gz' };
  await files.use({ file } as Dataset, async (open) => {
    const { file: inside, images } = await open.images();
    expect([images[0].shape.axes, open.source.size]).toEqual([[3], packed.length]);
    expect([...(await inside.source.read({ offset: 2880, length: 3 }))]).toEqual([3, 3, 3]);
  });
});

test('a file that is replaced by a compressed one is read as the catalogue says, also while it does not know yet', async () => {
  await writeFile(`${path}.new`, gzipSync(await readFile(path)));
  await rename(`${path}.new`, path);
  await expect(files.use(dataset(), widthOf)).rejects.toMatchObject({ fault: 'damaged' });
  const known = { file: { ...dataset().file, compression: 'gzip' } } as Dataset;
  expect(await files.use(known, widthOf)).toBe(3);
  expect(await files.use(known, widthOf)).toBe(3);
});

test('a compressed file that nobody uses any more is closed as well', async () => {
  await writeFile(`${path}.gz`, gzipSync(await readFile(path)));
  const file = { source: { kind: 'file', path: `${path}.gz` }, compression: 'gzip', name: 'a.fits.gz' };
  const { source } = await files.use({ file } as Dataset, async (open) => (await open.images()).file);
  await rm(`${path}.gz`);
  await files.sweep();
  await expect(source.read({ offset: 0, length: 1 })).rejects.toThrow('a.fits.gz was closed');
});

test('a file stays open for a product that is still being made', async () => {
  const { open, leave } = await files.hold(dataset());
  const done = open.stay();
  await leave();
  await write(5);
  await files.use(dataset(), async () => {});
  expect(await firstPixel(open)).toBe(3);
  await done();
  await expect(firstPixel(open)).rejects.toThrow('a.fits was closed');
});

test('requests that use too many files together are told to come again', async () => {
  const held = await Promise.all(Array.from({ length: 512 }, () => files.hold(dataset())));
  await expect(files.hold(dataset())).rejects.toMatchObject({ fault: 'transient', message: expect.stringContaining('512 files') });
  await held[0].leave();
  const { leave } = await files.hold(dataset());
  for (const end of [leave, ...held.slice(1).map((each) => each.leave)]) await end();
});
