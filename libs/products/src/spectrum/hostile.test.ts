import { expect, test } from '@jest/globals';
import { HeaderEditor, type ByteSource, type CardValue } from '#fits';
import { memorySource } from '#storage';
import { makeFits } from '../../test/make-fits.js';
import { openImages } from '../image.js';
import { bandSpan } from './band-span.js';
import { planSpectrum } from './plan-spectrum.js';
import { spectraOf } from './spectra-of.js';

const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x.y/data' };
const open = async (source: ByteSource) => spectraOf(await openImages(source));

function headerOf(cards: Record<string, CardValue>): Uint8Array {
  const header = HeaderEditor.empty();
  for (const [keyword, value] of Object.entries(cards)) header.set(keyword, value);
  return header.toBytes();
}

/** WAVELENGTH (double) and FLUX (float) in so many rows, which are made when they are read; counts the bytes that are. */
function longTable(rows: number, wavelength: (row: number) => number): ByteSource & { bytesRead: number } {
  const headers = Buffer.concat([
    headerOf({ SIMPLE: true, BITPIX: 8, NAXIS: 0, EXTEND: true }),
    headerOf({
      XTENSION: 'BINTABLE', BITPIX: 8, NAXIS: 2, NAXIS1: 12, NAXIS2: rows, PCOUNT: 0, GCOUNT: 1, TFIELDS: 2,
      TTYPE1: 'WAVELENGTH', TFORM1: 'D', TUNIT1: 'Angstrom', TTYPE2: 'FLUX', TFORM2: 'E',
    }),
  ]); // prettier-ignore
  return {
    name: 'long.fits',
    size: Math.ceil((headers.length + rows * 12) / 2880) * 2880,
    etag: 'x',
    lastModified: new Date(0),
    bytesRead: 0,
    async read({ offset, length }, { into } = {}) {
      this.bytesRead += length;
      const out = Buffer.alloc(length);
      if (offset < headers.length) headers.copy(out, 0, offset, offset + length);
      const cell = Buffer.alloc(12);
      for (let i = 0; i < length;) {
        const at = offset + i - headers.length;
        if (at < 0) {
          i = headers.length - offset;
          continue;
        }
        cell.writeDoubleBE(wavelength(Math.floor(at / 12)), 0);
        cell.writeFloatBE(1, 8);
        const copied = cell.copy(out, i, at % 12);
        i += copied;
      }
      into?.set(out);
      return into ? into.subarray(0, length) : out;
    },
    async close() {},
  };
}

test('a table of a thousand million rows in order is looked up, not read', async () => {
  const source = longTable(1e9, (row) => 4000 + row * 1e-6);
  const spectra = await open(source);
  expect(spectra!.bandMetres!.map((metres) => metres * 1e10)).toEqual([expect.closeTo(4000, 5), expect.closeTo(5000, 5)]);
  const span = await bandSpan(spectra!.arms[0].grid(0), [4123.4560001e-10, 4123.4570001e-10]);
  expect(span).toEqual({ first: 123456000, last: 123457000 });
  expect(await bandSpan(spectra!.arms[0].grid(0), [-Infinity, Infinity])).toEqual({ first: 0, last: 1e9 - 1 });
  expect(await bandSpan(spectra!.arms[0].grid(0), [6e-7, 7e-7])).toBeUndefined();
  expect(source.bytesRead).toBeLessThan(2e6);
  const plan = await planSpectrum(spectra!, { bandMetres: [4100e-10, 4900e-10] }, 'fits', origin);
  expect(plan.body.length).toBeGreaterThan(8e8 * 12);
});

test('one in no order is too long to be looked through', async () => {
  await expect(open(longTable(1e9, (row) => 4000 + ((row * 7919) % 1000)))).rejects.toMatchObject({
    fault: 'limit',
    message: expect.stringMatching(/no order.*4194304/),
  });
});

test('what is in no order but short is looked through', async () => {
  const spectra = await open(longTable(1000, (row) => 4000 + ((row * 7) % 1000)));
  expect(await bandSpan(spectra!.arms[0].grid(0), [4100.1e-10, 4100.2e-10])).toMatchObject({ first: expect.any(Number) });
});

test.each([
  ['not a number', NaN],
  ['negative', -1],
  ['infinite', Infinity],
])('wavelengths that are %s are none', async (_, value) => {
  const spectra = await open(longTable(100, () => value));
  expect(spectra).toMatchObject({ bandMetres: undefined, reason: 'no sample has a wavelength above 0' });
  await expect(planSpectrum(spectra!, { bandMetres: [1e-7, 2e-7] }, 'csv', origin)).rejects.toMatchObject({ fault: 'unsupported' });
});

test.each([
  ['an order that the text does not have', '1 1 2 0 0 24 0. 1. 2. 1. 0. 1 1000000000 1. 24. 6000.', /ends before the 1000000002 numbers/],
  ['pairs without end', '1 1 2 0 0 24 0. 1. 2. 1. 0. 6 4611686018427387904 1 2', /ends before/],
  ['no size', '1 1 2 0 0 24 0. 1. 2. 1. 0. 3 -5 1. 24. 6000.', /size -5/],
  ['an unknown function', '1 1 2 0 0 24 0. 1. 2. 1. 0. 77 1 1. 24. 6000.', /function type 77/],
  ['an unknown type', '1 1 9 0 0 24 0. 1. 2.', /dispersion type 9/],
  ['no numbers', '1 1 0 a b c d', /damaged/],
  ['too few words', '1 1', /damaged/],
  ['no function', '1 1 2 0 0 24 0. 1. 2.', /no function/],
])('a multispec text with %s', async (_, text, reason) => {
  const words = `wtype=multispec spec1 = "${text}"`;
  const cards = Array.from(
    { length: Math.ceil(words.length / 68) },
    (__, k) => [`WAT2_${String(k + 1).padStart(3, '0')}`, words.slice(68 * k, 68 * k + 68)] as const,
  );
  const spectra = await open(
    makeFits([{ axes: [24, 1], cards: [['CTYPE1', 'MULTISPE'], ['CTYPE2', 'MULTISPE'], ['WAT1_001', 'units=angstroms'], ...cards] }]),
  );
  expect(spectra).toMatchObject({ bandMetres: undefined, reason: expect.stringMatching(reason) });
});

test('a million million rows with an axis each are too many', async () => {
  const cards = {
    XTENSION: 'BINTABLE',
    BITPIX: 8,
    NAXIS: 2,
    NAXIS1: 104,
    NAXIS2: 2 ** 22,
    PCOUNT: 0,
    GCOUNT: 1,
    TFIELDS: 2,
    CDELT1: 1e4,
    CTYPE1: 'FREQ',
  };
  const columns = { TTYPE1: 'DATA', TFORM1: '24E', TTYPE2: 'CRVAL1', TFORM2: 'D' };
  const bytes = Buffer.concat([headerOf({ SIMPLE: true, BITPIX: 8, NAXIS: 0 }), headerOf({ ...cards, ...columns })]);
  const source: ByteSource = {
    ...memorySource(bytes, { name: 'rows.fits' }),
    size: bytes.length + 104 * 2 ** 22,
    async read({ offset, length }, { into } = {}) {
      const out = into?.subarray(0, length) ?? new Uint8Array(length);
      out.fill(0).set(bytes.subarray(offset, offset + length));
      return out;
    },
  };
  await expect(open(source)).rejects.toMatchObject({ fault: 'limit', message: expect.stringContaining('1048576') });
});

test('a table without rows or columns is no spectrum', async () => {
  expect(await open(longTable(0, () => 1))).toBeUndefined();
});

test.each(['(112589990684262)', '(1125899906842624)', '(2)', ''])(
  'cells of variable length are as long as they are, whatever TFORM promises: %s',
  async (promised) => {
    const cards = { XTENSION: 'BINTABLE', BITPIX: 8, NAXIS: 2, NAXIS1: 16, NAXIS2: 1, PCOUNT: 36, GCOUNT: 1, TFIELDS: 2 };
    const columns = { TTYPE1: 'WAVE', TFORM1: `1PD${promised}`, TTYPE2: 'FLUX', TFORM2: `1PE${promised}` };
    const data = Buffer.alloc(52);
    [3, 0, 3, 24].forEach((value, i) => data.writeInt32BE(value, 4 * i));
    [5000, 5001, 5002].forEach((value, i) => data.writeDoubleBE(value, 16 + 8 * i));
    const source = memorySource(Buffer.concat([headerOf({ SIMPLE: true, BITPIX: 8, NAXIS: 0 }), headerOf({ ...cards, ...columns }), data]));
    expect(await open(source)).toMatchObject({ samples: 3, count: 1 });
  },
);
