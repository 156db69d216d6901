import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { DamagedError, DomainError, LimitError, UnsupportedError } from '#faults';
import { BinTable, FitsFile, TiledImage, type ByteSource } from '../src/index.js';
import { bytesSource, fixture, headerBytes } from './fixtures.js';

const primary = headerBytes(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0']);
let files = 0;

/** An image of 8 × 4 pixels of 16 bits in rows, each a row of the table; cards as wanted. */
const cards = (more: Record<string, string> = {}) =>
  Object.entries({
    XTENSION: "'BINTABLE'",
    BITPIX: '8',
    NAXIS: '2',
    NAXIS1: '8',
    NAXIS2: '4',
    PCOUNT: '1000',
    GCOUNT: '1',
    TFIELDS: '1',
    TTYPE1: "'COMPRESSED_DATA'",
    TFORM1: "'1PB(99)'",
    ZIMAGE: 'T',
    ZBITPIX: '16',
    ZNAXIS: '2',
    ZNAXIS1: '8',
    ZNAXIS2: '4',
    ZCMPTYPE: "'GZIP_1'",
    ...more,
  })
    .filter(([, value]) => value !== '')
    .map(([keyword, value]) => `${keyword.padEnd(8)}= ${value}`);

/** The data unit: descriptors (count, offset), then the heap. */
function dataOf(rows: readonly (readonly [number, number])[], heap: Uint8Array = Buffer.alloc(0)): Buffer {
  const data = Buffer.alloc(rows.length * 8 + 1000);
  rows.forEach(([count, offset], i) => {
    data.writeInt32BE(count, 8 * i);
    data.writeInt32BE(offset, 8 * i + 4);
  });
  data.set(heap, rows.length * 8);
  return Buffer.concat([data, Buffer.alloc((2880 - (data.length % 2880)) % 2880)]);
}

async function open(
  more?: Record<string, string>,
  data = dataOf([
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 0],
  ]),
): Promise<TiledImage> {
  // prettier-ignore
  const source = bytesSource(Buffer.concat([primary, headerBytes(cards(more)), data]), `test-${files++}.fits`);
  const { hdus } = await FitsFile.open(source);
  return TiledImage.of(source, hdus[1]);
}

describe('headers that do not fit together are named', () => {
  test.each<[Record<string, string>, new (...args: never[]) => DomainError, string]>([
    [{ ZCMPTYPE: "'WAVELET_7'" }, UnsupportedError, "has ZCMPTYPE = 'WAVELET_7'; known are RICE_1, RICE_ONE, GZIP_1, GZIP_2"],
    [{ ZCMPTYPE: "'toString'" }, UnsupportedError, "has ZCMPTYPE = 'TOSTRING'"],
    [{ ZCMPTYPE: '' }, DamagedError, 'ZCMPTYPE is missing'],
    [{ ZQUANTIZ: "'DITHER_9'" }, UnsupportedError, "has ZQUANTIZ = 'DITHER_9'; known are NONE, NO_DITHER, SUBTRACTIVE_DITHER_1, SUBTRACTIVE_DITHER_2"], // prettier-ignore
    [{ ZMASKCMP: "'SECRET'" }, UnsupportedError, "has ZMASKCMP = 'SECRET'"],
    [{ TTYPE1: "'NULL_PIXEL_MASK'" }, DamagedError, 'a tile-compressed image has a column COMPRESSED_DATA, expected among TTYPEn'],
    [{ TFORM1: "'8B'" }, DamagedError, 'column COMPRESSED_DATA is not of variable length (TFORM1)'],
    [{ ZBITPIX: '12' }, DamagedError, 'card 12, byte 3760): ZBITPIX = 12, expected one of 8, 16, 32, 64, -32, -64'],
    [{ ZBITPIX: '' }, DamagedError, 'ZBITPIX is missing, expected one of'],
    [{ ZNAXIS: '0' }, DamagedError, 'ZNAXIS = 0, expected 1 to 999'],
    [{ ZNAXIS2: '-1' }, DamagedError, 'ZNAXIS2 = -1, expected a whole number from 1 on'],
    [{ ZTILE1: '0' }, DamagedError, 'ZTILE1 = 0, expected a whole number from 1 on'],
    [{ ZTILE2: '-4' }, DamagedError, 'ZTILE2 = -4, expected a whole number from 1 on'],
    [{ ZTILE2: '2' }, DamagedError, 'the image has 2 tiles, its table has 4 rows (NAXIS2)'],
    [{ ZNAXIS1: '100000', ZNAXIS2: '100000', ZTILE1: '20000', ZTILE2: '20000' }, LimitError, 'tiles of 800000000 bytes (ZTILEn = 20000, 20000), the most is 268435456'], // prettier-ignore
    [{ ZNAXIS1: '9000000000000000' }, DamagedError, 'are more than 2^53 bytes'],
  ])('%j', async (more, type, message) => {
    const opening = open(more);
    await expect(opening).rejects.toThrow(type);
    await expect(opening).rejects.toThrow(message);
  });

  test.each<[string, Record<string, string>, string]>([
    ['rows', { NAXIS2: String(2 ** 37), ZNAXIS2: String(2 ** 37) }, 'the data unit is truncated: its header says 1099511628776 bytes'],
    ['heap', { PCOUNT: String(2 ** 40) }, 'the data unit is truncated: its header says 1099511627808 bytes'],
  ])('a table that claims 2⁴⁰ bytes of %s', async (_, more, message) => {
    const opening = open(more);
    await expect(opening).rejects.toThrow(DamagedError);
    await expect(opening).rejects.toThrow(message);
  });

  test('a mask that nothing says how to read', () =>
    expect(
      open({ NAXIS1: '16', TFIELDS: '2', TTYPE2: "'NULL_PIXEL_MASK'", TFORM2: "'1PB'", PCOUNT: '936' }, Buffer.alloc(2880)),
    ).rejects.toThrow('ZMASKCMP is missing'));
});

describe('tiles that are broken are named, and others can still be read', () => {
  const good = gzipSync(Buffer.alloc(16, 7));
  const bomb = gzipSync(Buffer.alloc(500_000));

  test.each<[string, Record<string, string>, readonly [number, number], Uint8Array, string]>([
    ['no data', {}, [0, 0], good, 'tile 2 has no data'],
    ['a count beyond the heap', {}, [1001, 0], good, 'row 2 of column 1 (COMPRESSED_DATA) points at 1001 elements at byte 0 of the heap'],
    ['an offset beyond the heap', {}, [10, 991], good, 'points at 10 elements at byte 991 of the heap, which has 1000 bytes'],
    ['a negative offset', {}, [10, -20], good, 'points at 10 elements at byte 4294967276 of the heap'],
    ['a bomb', {}, [bomb.length, 100], bomb, 'tile 2 cannot be decoded: its gzip stream holds more than 32 bytes'],
    ['garbage', {}, [20, 100], Buffer.alloc(20, 0x33), 'tile 2 cannot be decoded: its gzip stream is broken'],
    ['a cut stream', {}, [good.length - 9, 100], good, 'tile 2 cannot be decoded: its gzip stream is broken'],
    ['too few pixels', {}, [30, 100], gzipSync(Buffer.alloc(14)), 'tile 2 cannot be decoded: it holds 14 bytes, expected 16 for 8 pixels'],
    [
      'too few bytes',
      { ZCMPTYPE: "'NOCOMPRESS'" },
      [15, 100],
      good,
      'tile 2 cannot be decoded: it holds 15 bytes, expected 16 for 8 pixels',
    ],
    ['a short Rice stream', { ZCMPTYPE: "'RICE_1'", ZVAL1: '32' }, [2, 100], good, 'tile 2 cannot be decoded: its RICE_1 stream'],
    ['a short HCOMPRESS stream', { ZCMPTYPE: "'HCOMPRESS_1'" }, [12, 100], good, 'tile 2 cannot be decoded: its HCOMPRESS_1 stream'],
    ['a short PLIO list', { ZCMPTYPE: "'PLIO_1'" }, [4, 100], good, 'tile 2 cannot be decoded: its PLIO_1'],
  ])('%s', async (_, more, [count, offset], bytes, message) => {
    const heap = Buffer.alloc(1000);
    heap.set(good);
    heap.set(bytes.subarray(0, 900), 100);
    const image = await open(more, dataOf([[good.length, 0], [count, offset], [0, 0], [0, 0]], heap)); // prettier-ignore
    await expect(image.tile(1)).rejects.toThrow(DamagedError);
    await expect(image.tile(1)).rejects.toThrow(message);
    if (image.codec !== 'GZIP_1') return;
    await expect(image.tilesOf([0, 1])).rejects.toThrow(message);
    expect(Buffer.from(await image.tile(0))).toEqual(Buffer.alloc(16, 7));
  });

  test('who asks for a tile that is read together with a broken one gets it', async () => {
    const heap = Buffer.alloc(1000);
    heap.set(good);
    const image = await open({}, dataOf([[good.length, 0], [20, 100], [0, 0], [0, 0]], heap)); // prettier-ignore
    const [both, one] = await Promise.allSettled([image.tilesOf([0, 1]), image.tile(0)]);
    expect([both.status, one.status]).toEqual(['rejected', 'fulfilled']);
  });

  test('whole numbers that nothing makes floats of', async () => {
    const image = await open({ ZBITPIX: '-32', ZCMPTYPE: "'PLIO_1'" }, dataOf([[14, 0], [0, 0], [0, 0], [0, 0]], Buffer.from([0, 8, 0, 7, 0xff, 0x9c, 0, 7, 0, 0, 0, 0, 0, 8]))); // prettier-ignore
    await expect(image.tile(0)).rejects.toThrow('tile 1 cannot be decoded');
  });

  test('more compressed bytes than any codec makes', async () => {
    const image = await open({ PCOUNT: '200000', TFORM1: "'1PB'" }, Buffer.concat([dataOf([[150_000, 0], [0, 0], [0, 0], [0, 0]]), Buffer.alloc(201_600)])); // prettier-ignore
    await expect(image.tile(0)).rejects.toThrow('tile 1 has 150000 compressed bytes for 8 pixels');
  });
});

test('a table of 2^40 bytes: rows are read as they are asked for', async () => {
  const rows = 2 ** 37;
  const header = headerBytes(cards({ NAXIS2: String(rows), ZNAXIS2: String(rows) }));
  const reads: number[] = [];
  const source: ByteSource = {
    ...bytesSource(Buffer.concat([primary, header]), 'sparse.fits'),
    size: 2 ** 41,
    async read({ offset, length }, { into } = {}) {
      reads.push(length);
      const place = into?.subarray(0, length) ?? new Uint8Array(length);
      place.fill(0);
      if (offset < primary.length + header.length) place.set(Buffer.concat([primary, header]).subarray(offset, offset + length));
      return place;
    },
  };
  const { hdus } = await FitsFile.open(source);
  const image = TiledImage.of(source, hdus[1]);
  expect(image.tiles).toBe(rows);
  await expect(image.tile(rows - 1)).rejects.toThrow(`tile ${rows} has no data`);
  expect([...image.tilesIn([{ first: 0, count: 8 }, { first: rows - 2, count: 2 }])].map(({ n }) => n)).toEqual([rows - 2, rows - 1]); // prettier-ignore
  expect(Math.max(...reads)).toBeLessThan(100_000);
});

/** Park and Miller's generator: the same "random" damage in each run. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => (state = (state * 48271) % 2147483647) % limit;
}

test('random damage in compressed images is decoded to something or refused by name', async () => {
  const whole = fixture('tiles.fits');
  const { hdus } = await FitsFile.open(bytesSource(whole, 'tiles.fits'));
  const below = randomBelow(7);
  const outcomes = { decoded: 0, refused: 0 };
  for (const { kind, headerOffset, dataOffset, dataLength } of hdus) {
    if (kind !== 'tile-compressed') continue;
    const original = whole.subarray(headerOffset, dataOffset + dataLength);
    for (let round = 0; round < 8; round++) {
      const broken = Buffer.from(original);
      const start = dataOffset - headerOffset;
      for (let hits = 1 + below(6); hits > 0; hits--) broken[start + below(dataLength)] = below(256);
      const source = bytesSource(Buffer.concat([primary, broken]), `broken-${files++}.fits`);
      const image = TiledImage.of(source, (await FitsFile.open(source)).hdus[1]);
      for (let n = 0; n < Math.min(image.tiles, 40); n++) {
        const outcome = await image.tile(n).catch((error: unknown) => error);
        if (outcome instanceof DamagedError) outcomes.refused++;
        else expect(outcome).toBeInstanceOf(Uint8Array);
        if (outcome instanceof Uint8Array) outcomes.decoded++;
      }
    }
  }
  expect(outcomes.refused).toBeGreaterThan(100);
  expect(outcomes.decoded).toBeGreaterThan(1000);
});

test('random damage in headers of tables and compressed images gives a table, an image, or a refusal by name', async () => {
  const below = randomBelow(11);
  const seen = new Set<string>();
  for (const name of ['tiles.fits', 'tables.fits']) {
    const whole = fixture(name);
    const { hdus } = await FitsFile.open(bytesSource(whole, name));
    for (const { headerOffset, header, dataOffset, dataLength } of hdus.slice(1)) {
      for (let round = 0; round < 12; round++) {
        const broken = Buffer.concat([primary, whole.subarray(headerOffset, dataOffset + dataLength)]);
        for (let hits = 1 + below(8); hits > 0; hits--)
          broken[primary.length + below(header.length) * 80 + 10 + below(25)] = "0123456789-PQBIJKEDX()T '".charCodeAt(below(24));
        const source = bytesSource(broken, `header-${files++}.fits`);
        const outcome = await useAll(source).catch((error: unknown) => error);
        if (outcome instanceof DomainError) seen.add(outcome.fault);
        else expect(outcome).toBe('fine');
      }
    }
  }
  expect(['damaged', 'limit', 'unsupported']).toEqual(expect.arrayContaining([...seen]));
});

async function useAll(source: ByteSource): Promise<string> {
  for (const hdu of (await FitsFile.open(source)).hdus) {
    if (hdu.kind === 'tile-compressed') {
      const image = TiledImage.of(source, hdu);
      await image.tile(0);
      await image.tile(image.tiles - 1);
    }
    if (hdu.kind !== 'bintable' || hdu.header.value('NAXIS2') === 0) continue;
    const table = BinTable.of(source, hdu);
    const rows = { first: 0, count: Math.min(table.rows, 10) };
    for (const column of table.columns) {
      if (column.code === 'A') await table.texts(column, rows);
      else if (column.variable) await table.vector(column, 0);
      else await table.numbers(column, rows);
    }
  }
  return 'fine';
}
