import { describe, expect, test } from '@jest/globals';
import { CancelledError, DamagedError } from '#faults';
import { bytesSource, fixture, golden, headerBytes } from '../test/fixtures.js';
import { FitsFile } from './fits-file.js';

const image = (...cards: string[]) => ['SIMPLE  = T', 'BITPIX  = 16', 'NAXIS   = 2', 'NAXIS1  = 3', 'NAXIS2  = 2', ...cards];
const data = Buffer.alloc(2880);
const open = (...parts: Buffer[]) => FitsFile.open(bytesSource(Buffer.concat(parts)));
const summary = ({ hdus }: FitsFile) => hdus.map((hdu) => [hdu.kind, hdu.headerOffset, hdu.dataOffset, hdu.dataLength, hdu.header.length]);

describe('HDU kinds, sizes and places, as astropy finds them', () => {
  test.each(Object.entries(golden<Record<string, unknown[]>>('kinds.json')))('%s', async (name, hdus) =>
    expect(summary(await open(fixture(name)))).toEqual(hdus),
  );

  test('names, versions, shapes', async () => {
    const { hdus } = await open(fixture('kinds.fits'));
    expect(hdus.map(({ index, name, version }) => [index, name, version])).toEqual([
      [0, '', 1],
      [1, 'NOTHING', 1],
      [2, 'VARLEN', 1],
      [3, 'ASCII', 1],
      [4, 'PACKED', 1],
      [5, 'ALIEN', 1],
      [6, 'LAST', 3],
    ]);
    expect(hdus[0].image).toEqual({ bitpix: 16, axes: [3, 2], bytesPerPixel: 2, pixels: 6 });
    expect(hdus[6].image).toEqual({ bitpix: -64, axes: [2, 2, 2], bytesPerPixel: 8, pixels: 8 });
    expect(hdus.slice(1, 6).map((hdu) => hdu.image)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(hdus[0].paddedDataLength).toBe(2880);
  });
});

describe('reads headers only', () => {
  test('one small read for a file of one HDU', async () => {
    const source = bytesSource(Buffer.concat([headerBytes(image().with(3, 'NAXIS1  = 1000000')), Buffer.alloc(4_000_000)]));
    await FitsFile.open(source);
    expect(source.reads).toEqual([{ offset: 0, length: 16384 }]);
  });

  test('each header of a long file once, and no pixel again', async () => {
    const source = bytesSource(
      Buffer.concat([
        headerBytes(image('NAXIS2  = 2').with(3, 'NAXIS1  = 14400')),
        Buffer.alloc(57_600),
        headerBytes(["XTENSION= 'IMAGE'", ...image().slice(1)]),
        data,
      ]),
    );
    expect(summary(await FitsFile.open(source))).toHaveLength(2);
    expect(source.reads).toEqual([
      { offset: 0, length: 16384 },
      { offset: 60480, length: 5760 },
    ]);
  });

  test('a long header in growing pieces, none twice', async () => {
    const source = bytesSource(Buffer.concat([headerBytes(image(...Array.from({ length: 2000 }, () => 'HISTORY x'))), data]));
    expect((await FitsFile.open(source)).hdus[0].header.texts('HISTORY')).toHaveLength(2000);
    expect(source.reads.map(({ offset }) => offset)).toEqual([0, 16384, 32768, 65536, 131072]);
    expect(source.reads.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(source.size);
  });

  test('hands its signal down', async () => {
    await expect(FitsFile.open(bytesSource(fixture('kinds.fits')), { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('taken as archives have them', () => {
  test.each([
    ['a last data unit without its padding', [headerBytes(image()), data.subarray(0, 12)]],
    ['special records after the last HDU', [headerBytes(image()), data, Buffer.alloc(5760, 'x')]],
    ['a few bytes of junk', [headerBytes(image()), data, Buffer.from('XY')]],
    ['NULs', [headerBytes(image()), data, Buffer.alloc(100)]],
    ['a header block filled with NUL', [headerBytes(image(), '\0'), data]],
    ['SIMPLE = F', [headerBytes(image().with(0, 'SIMPLE  = F')), data]],
    ['an odd SIMPLE', [headerBytes(image().with(0, 'SIMPLE  = yes')), data]],
    ['sizes as real numbers', [headerBytes(image().with(3, 'NAXIS1  = 3.0')), data]],
    ['stray GROUPS of a file that has none', [headerBytes(image('GROUPS  = T', 'PCOUNT  = 0', 'GCOUNT  = 1')), data]],
    ['GCOUNT = 0', [headerBytes(image('GCOUNT  = 0')), data]],
  ])('%s', async (_, parts) => {
    const { hdus } = await open(...parts);
    expect(hdus.map(({ kind, dataLength }) => [kind, dataLength])).toEqual([['image', 12]]);
  });

  test('a header without data and without its padding', async () =>
    expect(summary(await open(headerBytes(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0'], '')))).toEqual([['image', 0, 2880, 0, 3]]));

  test('NAXISn = 0: an image without pixels', async () => {
    const { hdus } = await open(headerBytes(image().with(4, 'NAXIS2  = 0')));
    expect(hdus[0]).toMatchObject({ kind: 'image', dataLength: 0, image: undefined });
  });
});

describe('damage is named with file, HDU, card and byte', () => {
  test.each<[string, Buffer[], string]>([
    ['empty', [], 'test.fits (HDU 0, card 1, byte 0): not a FITS file: it is empty'],
    ['no SIMPLE', [Buffer.from('hello')], 'test.fits (HDU 0, card 1, byte 0): not a FITS file: the first card is not SIMPLE'],
    ['gzip', [Buffer.from([0x1f, 0x8b, 8])], 'test.fits (HDU 0, card 1, byte 0): not a FITS file: it is gzip-compressed'],
    [
      'no END',
      [headerBytes(image()).subarray(0, 400)],
      'test.fits (HDU 0, card 5, byte 400): the file ends after 5 cards of a header without an END card',
    ],
    [
      'END missing before data',
      [Buffer.from(headerBytes(image()).toString().replace('END', '   ')), Buffer.alloc(2880, 1)],
      'test.fits (HDU 0, card 37, byte 2880): the header has no END card; this card does not start with a keyword',
    ],
    [
      'truncated data',
      [headerBytes(image()), data.subarray(0, 11)],
      'test.fits (HDU 0, byte 2880): the data unit is truncated: its header says 12 bytes, 11 are there',
    ],
    [
      'no data',
      [headerBytes(image(), '')],
      'test.fits (HDU 0, byte 2880): the data unit is truncated: its header says 12 bytes, 0 are there',
    ],
    [
      'negative axis',
      [headerBytes(image().with(4, 'NAXIS2  = -2')), data],
      'test.fits (HDU 0, card 5, byte 320): NAXIS2 = -2, expected a whole number from 0 to 2^53',
    ],
    [
      'text for an axis',
      [headerBytes(image().with(4, "NAXIS2  = '2'")), data],
      "test.fits (HDU 0, card 5, byte 320): NAXIS2 = '2', expected a whole number from 0 to 2^53",
    ],
    [
      'missing axis',
      [headerBytes(image().slice(0, 4))],
      'test.fits (HDU 0, byte 0): NAXIS2 is missing, expected a whole number from 0 to 2^53',
    ],
    ['NAXIS', [headerBytes(image().with(2, 'NAXIS   = 1000'))], 'test.fits (HDU 0, card 3, byte 160): NAXIS = 1000, expected 0 to 999'],
    [
      'BITPIX',
      [headerBytes(image().with(1, 'BITPIX  = 12'))],
      'test.fits (HDU 0, card 2, byte 80): BITPIX = 12, expected one of 8, 16, 32, 64, -32, -64',
    ],
    [
      'PCOUNT',
      [headerBytes(image('PCOUNT  = -1'))],
      'test.fits (HDU 0, card 6, byte 400): PCOUNT = -1, expected a whole number from 0 to 2^53',
    ],
    [
      'too many pixels',
      [headerBytes(image().with(3, 'NAXIS1  = 4000000000000').with(4, 'NAXIS2  = 4000000000000'))],
      'test.fits (HDU 0, card 3, byte 160): NAXISn = 4000000000000, 4000000000000 are more than 2^53 pixels',
    ],
    [
      'too many bytes',
      [headerBytes(image().with(3, 'NAXIS1  = 9000000000000000').with(4, 'NAXIS2  = 1'))],
      'test.fits (HDU 0, card 3, byte 160): a data unit of 18000000000000000 bytes is beyond 2^53',
    ],
    [
      'beyond any integer',
      [headerBytes(image().with(3, 'NAXIS1  = 99999999999999999999'))],
      'test.fits (HDU 0, card 4, byte 240): NAXIS1 = 99999999999999999999, expected a whole number from 0 to 2^53',
    ],
    [
      'a later HDU',
      [headerBytes(image()), data, headerBytes(["XTENSION= 'IMAGE'", ...image().slice(1)]).subarray(0, 160)],
      'test.fits (HDU 1, card 2, byte 5920): the file ends after 2 cards of a header without an END card',
    ],
    [
      'a truncated extension',
      [headerBytes(image()), data, headerBytes(["XTENSION= 'IMAGE'", ...image().slice(1)])],
      'test.fits (HDU 1, byte 8640): the data unit is truncated: its header says 12 bytes, 0 are there',
    ],
  ])('%s', async (_, parts, message) => {
    const opening = open(...parts);
    await expect(opening).rejects.toBeInstanceOf(DamagedError);
    await expect(opening).rejects.toThrow(message);
  });

  test('a header of a million cards is given up early', async () => {
    const source = bytesSource(Buffer.alloc(80_000_000, `${'COMMENT x'.padEnd(80)}`).fill(headerBytes(image()).subarray(0, 400), 0, 400));
    await expect(FitsFile.open(source)).rejects.toThrow(
      'test.fits (HDU 0, card 100001, byte 8000000): the header has no END within 100000 cards',
    );
    expect(source.reads.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(8_100_000);
  });

  test('headers that are endless only together are given up, too', async () => {
    const history = Array.from({ length: 90_000 }, () => 'HISTORY x');
    const first = headerBytes(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0', ...history]);
    const other = headerBytes(["XTENSION= 'IMAGE'", 'BITPIX  = 8', 'NAXIS   = 0', ...history]);
    const file = bytesSource(Buffer.concat([first, ...Array.from({ length: 11 }, () => other)]));
    await expect(FitsFile.open(file)).rejects.toThrow('test.fits: the headers up to HDU 9 take more than 64 MiB');
  });
});
