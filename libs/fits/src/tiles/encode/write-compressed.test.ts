import { afterAll, expect, test } from '@jest/globals';
import { CancelledError } from '#faults';
import { closeWorkers } from '#workers';
import type { ByteSource } from '../../byte-source.js';
import { encodePixels } from '../../encode-pixels.js';
import { FitsFile } from '../../fits-file.js';
import type { Bitpix } from '../../hdu.js';
import { HeaderEditor } from '../../header-editor.js';
import { padded } from '../../header-end.js';
import { BinTable } from '../../tables/bin-table.js';
import { CODECS } from '../codecs/table.js';
import { sumOf } from './checksum.js';
import { writeCompressed } from './write-compressed.js';

afterAll(closeWorkers);

const AXES = [90, 70, 30];

test.each([8, 16, 32, -32, -64] as const)('an image with BITPIX = %i comes back from its tiles', async (bitpix) => {
  const original = await open(image(bitpix, AXES, (header) => header.set('OBJECT', 'NGC 1').set('CHECKSUM', 'x').set('ZTILE1', 5)));
  const file = await compressed(original);
  expect(file.hdus.map(({ kind }) => kind)).toEqual(['image', 'tile-compressed']);
  const [, hdu] = file.hdus;
  expect(hdu.header.string('ZCMPTYPE')).toBe(bitpix < 0 ? 'GZIP_2' : 'RICE_1');
  expect(hdu.header.string('OBJECT')).toBe('NGC 1');
  expect([hdu.header.integer('ZTILE1'), hdu.header.integer('ZTILE2'), hdu.header.integer('ZTILE3')]).toEqual([90, 70, 5]);
  expect(
    hdu.header.cards
      .map(({ keyword }) => keyword)
      .slice(0, 10)
      .join(),
  ).toBe('XTENSION,BITPIX,NAXIS,NAXIS1,NAXIS2,PCOUNT,GCOUNT,TFIELDS,TTYPE1,TFORM1');
  const pixels = await pixelsOf(original, 0);
  expect(Buffer.compare(await decoded(file, 1, bitpix, 90 * 70 * 5), pixels)).toBe(0);
  expect(hdu.header.string('ZDATASUM')).toBe(`${sumOf(pixels)}`);
});

test('the checksums of every new HDU are right', async () => {
  const file = await compressed(await open(image(16, [50, 40])));
  for (const { headerOffset, dataOffset, paddedDataLength, header } of file.hdus) {
    const whole = await file.source.read({ offset: headerOffset, length: dataOffset - headerOffset + paddedDataLength });
    expect([0, 0xffffffff]).toContain(sumOf(whole));
    expect(header.string('DATASUM')).toBe(`${sumOf(whole.subarray(dataOffset - headerOffset))}`);
  }
});

test('what is no image, and images that readers do not know as tiles, stay as they are', async () => {
  const table = HeaderEditor.empty().set('XTENSION', 'BINTABLE').set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', 4).set('NAXIS2', 3);
  table.set('PCOUNT', 0).set('GCOUNT', 1).set('TFIELDS', 1).set('TFORM1', 'J');
  const parts = [
    HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', 8).set('NAXIS', 0).toBytes(),
    table.toBytes(),
    paddedBytes(Uint8Array.from({ length: 12 }, (_, i) => i + 1)),
    image(64, [10], undefined, true),
    image(16, [2, 1, 2, 1, 2, 1, 2], undefined, true),
    image(16, [20], undefined, true),
  ];
  const original = await open(Buffer.concat(parts));
  const file = await compressed(original);
  expect(file.hdus.map(({ kind }) => kind)).toEqual(['image', 'bintable', 'image', 'image', 'tile-compressed']);
  const same = parts.slice(0, 5).reduce((sum, { length }) => sum + length, 0);
  const [first, second] = await Promise.all([file, original].map(({ source }) => source.read({ offset: 0, length: same })));
  expect(Buffer.compare(first, second)).toBe(0);
  expect(file.hdus[4].header.string('ZTENSION')).toBe('IMAGE');
});

test('it is the same file each time', async () => {
  const original = await open(image(-32, [300, 900]));
  const [one, two] = [await compressed(original), await compressed(original)];
  const all = (file: FitsFile) => file.source.read({ offset: 0, length: file.source.size });
  expect(Buffer.compare(await all(one), await all(two))).toBe(0);
});

test('an abort and a failing sink end it', async () => {
  const original = await open(image(16, [1000, 3000]));
  await expect(writeCompressed(original, { write: async () => {} }, AbortSignal.abort())).rejects.toThrow(CancelledError);
  const full = async () => {
    throw new Error('no space');
  };
  await expect(writeCompressed(original, { write: full })).rejects.toThrow('no space');
});

/** One image HDU; the pixels are noise of every size that the type has, and for floats NaN. */
function image(bitpix: Bitpix, axes: readonly number[], change: (header: HeaderEditor) => void = () => {}, extension = false): Uint8Array {
  const header = HeaderEditor.empty();
  if (extension) header.set('XTENSION', 'IMAGE');
  else header.set('SIMPLE', true);
  header.set('BITPIX', bitpix).set('NAXIS', axes.length);
  axes.forEach((length, axis) => header.set(`NAXIS${axis + 1}`, length));
  if (extension) header.set('PCOUNT', 0).set('GCOUNT', 1);
  change(header);
  const count = axes.reduce((a, b) => a * b, 1);
  const top = 2 ** Math.min(Math.abs(bitpix) - 1, 50);
  let state = 1;
  const values = Float64Array.from({ length: count }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = (state / 2 ** 32 - 0.5) * (i % 1000 < 100 ? 2 * top : 30);
    return bitpix < 0 ? (i % 77 === 0 ? NaN : noise) : Math.floor(bitpix === 8 ? Math.abs(noise) % 256 : noise);
  });
  return Buffer.concat([header.toBytes(), paddedBytes(encodePixels(values, bitpix))]);
}

function paddedBytes(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(padded(bytes.length));
  out.set(bytes);
  return out;
}

/** libs/storage is beside this lib, not below it. */
function open(bytes: Uint8Array): Promise<FitsFile> {
  const source: ByteSource = {
    name: 'test.fits',
    size: bytes.length,
    etag: 'test',
    lastModified: new Date(0),
    async read({ offset, length }, { into = new Uint8Array(length), signal } = {}) {
      if (signal?.aborted) throw new CancelledError('reading was cancelled');
      into.set(bytes.subarray(offset, offset + length));
      return into;
    },
    async close() {},
  };
  return FitsFile.open(source);
}

async function compressed(file: FitsFile): Promise<FitsFile> {
  const written = new Uint8Array(3 * file.source.size + 100_000);
  const length = await writeCompressed(file, { write: async (bytes, offset) => written.set(bytes, offset) });
  return open(written.slice(0, length));
}

async function pixelsOf({ source, hdus }: FitsFile, index: number): Promise<Uint8Array> {
  const { dataOffset, dataLength } = hdus[index];
  return source.read({ offset: dataOffset, length: dataLength });
}

/** All tiles one behind the other. */
async function decoded({ source, hdus }: FitsFile, index: number, bitpix: Bitpix, pixels: number): Promise<Uint8Array> {
  const table = BinTable.of(source, hdus[index]);
  const elementBytes = (Math.abs(bitpix) / 8) as 1 | 2 | 4 | 8;
  const { header } = hdus[index];
  const parameters = { BLOCKSIZE: header.integer('ZVAL1')!, BYTEPIX: header.integer('ZVAL2')! };
  const { counts, offsets } = await table.descriptors(table.column('COMPRESSED_DATA')!, { first: 0, count: table.rows });
  const tiles: Uint8Array[] = [];
  for (let row = 0; row < table.rows; row++) {
    const bytes = await source.read({ offset: table.heapOffset + offsets[row], length: counts[row] });
    const job = { axes: [pixels], pixels, elementBytes, quantised: false, parameters };
    tiles.push((CODECS[header.string('ZCMPTYPE')!](bytes, job) as Uint8Array).slice());
  }
  return new Uint8Array(Buffer.concat(tiles));
}
