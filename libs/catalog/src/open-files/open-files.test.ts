import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { mkdtemp, readFile, realpath, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { InProcessBus } from '#bus';
import { encodePixels, HeaderEditor } from '#fits';
import { SourceOpener } from '#storage';
import type { Dataset } from '../catalog.js';
import { catalogChanged } from '../messages.js';
import type { OpenFile } from './open-file.js';
import { OpenFiles } from './open-files.js';

let directory: string;
let path: string;
let files: OpenFiles;
let bus: InProcessBus;
let opener: SourceOpener;
let warned: string[];
const filesWith = (given: Pick<SourceOpener, 'open' | 'version'>) => {
  const logger = { warn: (_: unknown, message: string) => void warned.push(message) };
  const expanded = { directory: join(directory, 'state'), maxBytes: 1e9 };
  return new OpenFiles(bus, { opener: given, expanded, logger: logger as never });
};
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'sodalite-open-')));
  path = join(directory, 'a.fits');
  bus = new InProcessBus();
  opener = new SourceOpener({ http: [], s3: [] }, { cacheBytes: 0 });
  warned = [];
  files = filesWith(opener);
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

test('a file that does not close well is told of in the log, and nobody fails by it', async () => {
  const broken = filesWith({
    version: (description, about) => opener.version(description, about),
    open: async (description, about) => {
      const source = await opener.open(description, about);
      const close = async () => {
        await source.close();
        throw new Error('EIO');
      };
      return Object.assign(Object.create(source) as typeof source, { close, read: source.read.bind(source) });
    },
  });
  await broken.use(dataset(), async () => {});
  await rm(path);
  await broken.sweep();
  expect(warned).toEqual(['a.fits did not close well']);
  await writeFile(path, '');
  await broken.close();
});

test('when all who wait for what is inside a file have gone, nothing is inflated any more', async () => {
  await writeFile(`${path}.gz`, gzipSync(randomBytes(2 ** 24), { level: 0 }));
  const file = { source: { kind: 'file', path: `${path}.gz` }, compression: 'gzip', name: 'a.fits.gz' };
  let reads = 0;
  const [reached, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = filesWith({
    version: (description, about) => opener.version(description, about),
    open: async (description, about) => {
      const source = await opener.open(description, about);
      const read: typeof source.read = async (range, options) => {
        if (++reads === 3) {
          reached.resolve();
          await goOn.promise;
        }
        return source.read(range, options);
      };
      return Object.assign(Object.create(source) as typeof source, { read, close: source.close.bind(source) });
    },
  });
  const [one, two] = [new AbortController(), new AbortController()];
  const waiting = [one, two].map(({ signal }) => slow.use({ file } as Dataset, (open) => open.images(signal), signal));
  await reached.promise;
  one.abort(new Error('one has gone'));
  await expect(waiting[0]).rejects.toThrow('one has gone');
  two.abort(new Error('two has gone'));
  await expect(waiting[1]).rejects.toThrow('two has gone');
  goOn.resolve();
  await slow.close();
  expect(reads).toBeLessThan(6); // of 64
});

test('files whose coordinates are in large tables are let go of when these are too much together', async () => {
  const table = 40 * 2 ** 20;
  const named = Array.from({ length: 4 }, (_, i) => ({
    file: { source: { kind: 'file', path: join(directory, `tab${i}.fits`) }, name: `tab${i}.fits` },
  })) as Dataset[];
  const image = HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', 8).set('NAXIS', 1).set('NAXIS1', 2).set('EXTEND', true);
  image.set('CTYPE1', 'WAVE-TAB').set('PS1_0', 'TAB').set('PS1_1', 'COORD');
  const columns = HeaderEditor.empty().set('XTENSION', 'BINTABLE').set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', table).set('NAXIS2', 1);
  columns
    .set('PCOUNT', 0)
    .set('GCOUNT', 1)
    .set('TFIELDS', 1)
    .set('TTYPE1', 'COORD')
    .set('TFORM1', `${table / 8}D`)
    .set('EXTNAME', 'TAB');
  const headers = Buffer.concat([image.toBytes(), Buffer.alloc(2880), columns.toBytes()]);
  const opened: OpenFile[] = [];
  for (const { file } of named) {
    const { path: at } = file.source as { path: string };
    await writeFile(at, headers);
    await truncate(at, Math.ceil((headers.length + table) / 2880) * 2880);
    await files.use({ file } as Dataset, async (open) => {
      opened.push(open);
      await open.images();
    });
  }
  await expect(firstPixel(opened[0])).rejects.toThrow('tab0.fits was closed');
  expect(await firstPixel(opened[1])).toBe(0);
});
