import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CancelledError, DamagedError, LimitError } from '#faults';
import { type ByteSource, FitsFile, HeaderEditor } from '#fits';
import { closeWorkers } from '#workers';
import { describeByteSource } from '../../test/describe-byte-source.js';
import { lzwOf } from '../../test/lzw-of.js';
import { mixture, randomNumbers } from '../../test/mixture.js';
import { fileSource } from '../file-source.js';
import { memorySource } from '../memory-source.js';
import { recording } from '../recording.js';
import { expanded } from './expanded.js';

// The inflating is done by threads that run the compiled code of dist/: `npm test` builds before it tests.
const MIB = 1024 * 1024;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'expanded-'));
});
afterEach(() => rmSync(directory, { recursive: true }));
afterAll(closeWorkers);

const options = (maxBytes = 1024 * MIB) => ({ directory, maxBytes });
const gz = (bytes: Uint8Array, name = 'a.fits.gz') => memorySource(gzipSync(bytes, { level: 1 }), { name });
const sideFiles = (kind: string) => (existsSync(join(directory, kind)) ? readdirSync(join(directory, kind)) : []);

async function using<T>(source: ByteSource, work: (source: ByteSource) => Promise<T>): Promise<T> {
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

describeByteSource('what is inside .gz', (bytes, name) => expanded(gz(bytes, name), 'gzip', options()));
describeByteSource('what is inside .Z', (bytes, name) => expanded(memorySource(lzwOf(bytes), { name }), 'compress', options()));

describe('gzip, 40 MiB', () => {
  const plain = mixture(40 * MIB);
  const stored = gzipSync(plain, { level: 1 });
  const open = (raw: ByteSource = memorySource(stored, { name: 'big.fits.gz' })) => expanded(raw, 'gzip', options());

  async function expectBytes(source: ByteSource, offset: number, length: number): Promise<void> {
    const got = await source.read({ offset, length });
    expect(Buffer.compare(got, plain.subarray(offset, offset + length))).toBe(0);
  }

  test('ranges in any order, one after the other and many at a time', () =>
    open().then((source) =>
      using(source, async () => {
        expect(source.size).toBe(plain.length);
        const random = randomNumbers(3);
        const ranges = Array.from({ length: 120 }, (_, i) => [random(plain.length - 2 * MIB), i % 3 ? random(5000) : random(2 * MIB)]);
        for (const [offset, length] of ranges.slice(0, 40)) await expectBytes(source, offset, length);
        await Promise.all(ranges.slice(40).map(([offset, length]) => expectBytes(source, offset, length)));
        await expectBytes(source, plain.length - 1, 1);
      }),
    ));

  test('four lanes side by side cause one pass', () =>
    open().then((first) =>
      using(first, async () => {
        const raw = recording(memorySource(stored, { name: 'big.fits.gz' }));
        await using(await open(raw), async (source) => {
          const before = raw.reads.length;
          const lane = async (number: number): Promise<void> => {
            for (let block = number; block < 40; block += 4) await expectBytes(source, block * MIB, MIB);
          };
          await Promise.all([0, 1, 2, 3].map(lane));
          const bytes = raw.reads.slice(before).reduce((sum, { length }) => sum + length, 0);
          expect(bytes).toBeLessThan(1.1 * stored.length);
        });
      }),
    ));

  test('the next life begins at a restart point, and knows the size', async () => {
    await using(await open(), async () => undefined);
    expect([sideFiles('headers').length, sideFiles('points').length]).toEqual([1, 1]);
    const raw = recording(memorySource(stored, { name: 'big.fits.gz' }));
    await using(await open(raw), async (source) => {
      expect([source.size, raw.reads.length]).toEqual([plain.length, 0]);
      await expectBytes(source, plain.length - 100, 100);
      expect(raw.reads.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(6 * MIB);
    });
  });

  test('without restart points it is gone through, and nothing but the size is kept', async () => {
    const raw = () => memorySource(stored, { name: 'big.fits.gz' });
    await using(await expanded(raw(), 'gzip', { ...options(), restartPoints: false }), (source) => expectBytes(source, 30 * MIB, 10));
    expect([sideFiles('headers').length, sideFiles('points').length]).toEqual([1, 0]);
    // The first use leaves them behind, as far as it goes.
    await using(await open(raw()), (source) => expectBytes(source, 30 * MIB, 10));
    expect(sideFiles('points')).toHaveLength(1);
  });

  test.each([
    ['cut off', (path: string) => truncateSync(path, statSync(path).size - 100)],
    ['empty', (path: string) => truncateSync(path, 0)],
    ['of another release', (path: string) => writeFileSync(path, readFileSync(path).fill(66, 0, 8))],
    ['damaged within', (path: string) => writeFileSync(path, readFileSync(path).fill(66, 3000))],
    ['noise', (path: string) => writeFileSync(path, mixture(50_000))],
  ])('side files that are %s do no harm', async (_, spoil) => {
    await using(await open(), async () => undefined);
    for (const kind of ['headers', 'points']) for (const file of sideFiles(kind)) spoil(join(directory, kind, file));
    await using(await open(), async (source) => {
      expect(source.size).toBe(plain.length);
      for (const offset of [0, 33 * MIB, 17 * MIB, 39 * MIB]) await expectBytes(source, offset, 1000);
    });
  });

  test('other bytes under the same name are told apart', async () => {
    await using(await open(), async () => undefined);
    await using(await expanded(gz(Buffer.from('short'), 'big.fits.gz'), 'gzip', options()), async ({ size }) => expect(size).toBe(5));
    expect(sideFiles('headers')).toHaveLength(2);
  });

  test('a directory that cannot be written to is done without', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    await using(await expanded(memorySource(stored), 'gzip', { ...options(), directory: file }), (source) =>
      expectBytes(source, 20 * MIB, 9),
    );
  });

  test('who gives up in the middle leaves the others alone', () =>
    open().then((source) =>
      using(source, async () => {
        const aborter = new AbortController();
        const into = new Uint8Array(MIB);
        const given = source.read({ offset: 39 * MIB, length: MIB }, { into, signal: aborter.signal });
        const other = expectBytes(source, 38 * MIB, MIB);
        aborter.abort();
        await expect(given).rejects.toBeInstanceOf(CancelledError);
        await other;
        expect(into.every((byte) => byte === 0)).toBe(true);
      }),
    ));

  test('opening can be given up, and goes on for others', async () => {
    const aborter = new AbortController();
    const raw = memorySource(stored, { name: 'big.fits.gz' });
    const given = expanded(raw, 'gzip', { ...options(), signal: aborter.signal });
    const other = open();
    setTimeout(() => aborter.abort(), 20);
    await expect(given).rejects.toBeInstanceOf(CancelledError);
    await using(await other, (source) => expectBytes(source, 12 * MIB, 77));
  });

  test('damage in the middle is told with its place, and that the end is missing', async () => {
    const bad = Buffer.from(stored);
    bad.fill(0xff, 10 * MIB, 10 * MIB + 64);
    const opening = expanded(memorySource(bad, { name: 'bad.fits.gz' }), 'gzip', options());
    await expect(opening).rejects.toBeInstanceOf(DamagedError);
    await expect(opening).rejects.toMatchObject({ site: { file: 'bad.fits.gz', offset: expect.any(Number) } });
    const short = expanded(memorySource(stored.subarray(0, -4), { name: 'short.fits.gz' }), 'gzip', options());
    await expect(short).rejects.toThrow(`short.fits.gz (byte ${stored.length - 4}): the gzip data end too early`);
  });
});

test('many files at a time', async () => {
  const plain = mixture(3 * MIB);
  const stored = gzipSync(plain, { level: 1 });
  const sources = await Promise.all(
    Array.from({ length: 40 }, (_, i) => expanded(memorySource(stored, { name: `${i}.fits.gz` }), 'gzip', options())),
  );
  const before = process.memoryUsage.rss();
  const wrong = await Promise.all(
    sources.map(async (source, i) => {
      const got = await source.read({ offset: i * 1000, length: 2 * MIB });
      return Buffer.compare(got, plain.subarray(i * 1000, i * 1000 + 2 * MIB));
    }),
  );
  expect(wrong).toEqual(wrong.map(() => 0));
  expect(process.memoryUsage.rss() - before).toBeLessThan(40 * 2 * MIB + 200 * MIB);
  await Promise.all(sources.map((source) => source.close()));
});

describe('headers', () => {
  const hdu = (index: number, axes: readonly number[], data: number): Buffer => {
    const header = HeaderEditor.empty();
    if (index === 0) header.set('SIMPLE', true);
    else header.set('XTENSION', 'IMAGE');
    header.set('BITPIX', 8).set('NAXIS', axes.length);
    axes.forEach((length, i) => header.set(`NAXIS${i + 1}`, length));
    if (index > 0) header.set('PCOUNT', 0).set('GCOUNT', 1).set('EXTNAME', `E${index}`);
    return Buffer.concat([header.toBytes(), mixture(data, index + 1)]);
  };

  test('a file with many HDUs is opened again without inflating', async () => {
    const file = Buffer.concat(Array.from({ length: 30 }, (_, i) => hdu(i, [2880, 100 + i], 2880 * (100 + i))));
    const stored = gzipSync(file);
    const first = await expanded(memorySource(stored, { name: 'm.fits.gz' }), 'gzip', { ...options(), restartPoints: false });
    await using(first, async () => expect((await FitsFile.open(first)).hdus).toHaveLength(30));
    const raw = recording(memorySource(stored, { name: 'm.fits.gz' }));
    await using(await expanded(raw, 'gzip', options()), async (source) => {
      const { hdus } = await FitsFile.open(source);
      expect([hdus.map(({ name }) => name).at(-1), raw.reads]).toEqual(['E29', []]);
      const { dataOffset } = hdus[20];
      expect(Buffer.from(await source.read({ offset: dataOffset, length: 500 })).equals(mixture(500, 21))).toBe(true);
    });
  });

  test('headers that claim more than there is leave a file that can be read', async () => {
    const file = Buffer.concat([hdu(0, [2 ** 20, 2 ** 20], 5000)]);
    await using(await expanded(gz(file), 'gzip', options()), async (source) => {
      expect(source.size).toBe(file.length);
      await expect(FitsFile.open(source)).rejects.toThrow(/truncated/);
    });
  });
});

describe('bombs', () => {
  const zeros = gzipSync(Buffer.alloc(64 * MIB));

  test('10 GiB of zeros stop at the limit, with memory bounded', async () => {
    const bomb = memorySource(Buffer.concat(Array.from({ length: 160 }, () => zeros)), { name: 'bomb.fits.gz' });
    const before = process.memoryUsage.rss();
    const opening = () => expanded(bomb, 'gzip', options(200 * MIB));
    await expect(opening()).rejects.toBeInstanceOf(LimitError);
    await expect(opening()).rejects.toThrow(/bomb\.fits\.gz .*209715200 bytes that SODALITE_MAX_EXPANDED allows/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * MIB);
    expect(sideFiles('headers')).toHaveLength(1);
  });

  test('what was too long may not be, once more is allowed', async () => {
    const raw = () => memorySource(zeros, { name: 'z.fits.gz' });
    await expect(expanded(raw(), 'gzip', options(64 * MIB - 1))).rejects.toBeInstanceOf(LimitError);
    await using(await expanded(raw(), 'gzip', options(64 * MIB)), async ({ size }) => expect(size).toBe(64 * MIB));
    await expect(expanded(raw(), 'gzip', options(64 * MIB - 1))).rejects.toBeInstanceOf(LimitError);
  });

  test('a .Z file as well, and no copy is left', async () => {
    const raw = memorySource(lzwOf(new Uint8Array(300_000)), { name: 'z.fits.Z' });
    await expect(expanded(raw, 'compress', options(200_000))).rejects.toThrow(/SODALITE_MAX_EXPANDED/);
    expect(sideFiles('copies')).toEqual([]);
  });
});

describe('.Z', () => {
  test('is expanded once for all who come', async () => {
    const plain = mixture(3 * MIB);
    const stored = lzwOf(plain);
    const raws = Array.from({ length: 4 }, () => recording(memorySource(stored, { name: 'a.fits.Z' })));
    const sources = await Promise.all(raws.map((raw) => expanded(raw, 'compress', options())));
    for (const source of sources) expect(Buffer.compare(await source.read({ offset: 5, length: 9999 }), plain.subarray(5, 10_004))).toBe(0);
    expect(raws.filter(({ reads }) => reads.length > 0)).toHaveLength(1);
    await Promise.all(sources.map((source) => source.close()));
  });

  test('copies together take no more than is allowed; those in use go on', async () => {
    const plain = Array.from({ length: 5 }, (_, i) => mixture(100_000, i + 1));
    const sources: ByteSource[] = [];
    for (const [i, bytes] of plain.entries())
      sources.push(await expanded(memorySource(lzwOf(bytes), { name: `${i}.Z` }), 'compress', options(250_000)));
    expect(sideFiles('copies')).toHaveLength(2);
    for (const [i, source] of sources.entries())
      expect(Buffer.compare(await source.read({ offset: 0, length: 100_000 }), plain[i])).toBe(0);
    await Promise.all(sources.map((source) => source.close()));
  });

  test('damage is told with its place', async () => {
    const stored = Buffer.from(lzwOf(mixture(50_000)));
    stored.fill(0xff, 100, 200);
    const opening = expanded(memorySource(stored, { name: 'a.fits.Z' }), 'compress', options());
    await expect(opening).rejects.toMatchObject({ fault: 'damaged', site: { file: 'a.fits.Z' } });
  });
});

const folder = process.env.SODALITE_REAL_DATA;
if (folder === undefined) console.log('SODALITE_REAL_DATA is unset: compressed real files are not tested');
const onReal = folder === undefined ? test.skip : test;

onReal.each([
  ['galsim_ctio_tpv.fits.gz', 1],
  ['astroquery_spire_plw.fits.gz', 8],
  ['astropy_dss_small.fits.gz', 2],
  ['linetools_xshooter_phase3.fits.gz', 2],
  ['radiobeam_ngc925_hdronly.fits.gz', 1],
])('%s', async (name, hdus) => {
  const path = join(folder!, name);
  for (let life = 0; life < 2; life++)
    await using(await expanded(await fileSource(path), 'gzip', options()), async (source) => {
      expect((await FitsFile.open(source)).hdus).toHaveLength(hdus);
      const bytes = await source.read({ offset: 0, length: source.size });
      expect(Buffer.compare(bytes, gunzipSync(readFileSync(path)))).toBe(0);
    });
});

onReal('astropy_lzw.fits.Z: as gzip -dc expands it', async () => {
  const raw = await fileSource(join(folder!, 'astropy_lzw.fits.Z'));
  await using(await expanded(raw, 'compress', options()), async (source) => {
    const { hdus } = await FitsFile.open(source);
    expect(hdus[0].image?.axes).toEqual([101, 101]);
    const bytes = await source.read({ offset: 0, length: source.size });
    expect([bytes.length, crc32(bytes)]).toEqual([34560, 3044825359]);
  });
});
