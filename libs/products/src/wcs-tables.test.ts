import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { CancelledError, TransientError } from '#faults';
import { decodePixels, FitsFile, scalingOf, type ByteSource } from '#fits';
import { memorySource } from '#storage';
import { makeFits, skyCards } from '../test/make-fits.js';
import { planCutout } from './cutout.js';
import type { Filters } from './filters.js';
import { imagesOf, openImages, type Image } from './image.js';
import { wcsOf } from './wcs-tables.js';

/** Written by make_wcs_tables.py from astropy and WCSLIB. */
const bytes = gunzipSync(readFileSync(new URL('../test/wcs-tables.fits.gz', import.meta.url)));
const goldens = JSON.parse(readFileSync(new URL('../test/wcs-tables.json', import.meta.url), 'utf8')) as Record<
  string,
  { pixels: number[]; world: number[] }
>;
const source = (contents: Uint8Array = bytes) => memorySource(contents, { name: 'tables.fits' });
const named = (images: readonly Image[], name: string) => images.find(({ hdu }) => hdu.name === name)!;

/** The most that two coordinates differ, in pixels of the sky and in parts of a wavelength. */
function differences(a: ArrayLike<number>, b: ArrayLike<number>, axes: number): number {
  return Math.max(...Array.from(a, (value, k) => (k % axes < 2 ? Math.abs(value - b[k]) / 7.4e-4 : Math.abs(value / b[k] - 1))));
}

test.each(Object.entries(goldens))('%s, with what it names', async (name, { pixels, world }) => {
  const { wcs } = named(await imagesOf(await FitsFile.open(source())), name);
  expect(wcs.refusals).toEqual([]);
  const axes = wcs.axes.length;
  const out = new Float64Array(pixels.length);
  wcs.pixelToWorld(Float64Array.from(pixels), pixels.length / axes, out);
  expect(differences(out, world, axes)).toBeLessThan(1e-8);
  wcs.worldToPixel(out, pixels.length / axes, out);
  pixels.forEach((pixel, k) => expect(Math.abs(out[k] - pixel)).toBeLessThan(1e-8));
});

test.each(Object.keys(goldens))('%s: the same pixels are at the same place after a cut', async (name) => {
  const opened = await openImages(source());
  const whole = named(opened.images, name);
  const centre = Float64Array.of(23.25, 11.5);
  whole.wcs.celestial!.pixelToIcrs(centre, 1, centre);
  const [lonDeg, latDeg] = centre;
  const filters: Filters = {
    hdu: name,
    shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg, latDeg, radiusDeg: 0.005 } },
    ...(name === 'CUBE' ? { bandMetres: [0.6e-6, 0.75e-6] as const } : {}),
  };
  const plan = await planCutout(opened, filters, { creator: 'Sodalite 9', sourceId: 'ivo://x.y/d' });
  const contents = Buffer.alloc(plan.body.length);
  await plan.body.fill(0, contents);
  const cut = (await imagesOf(await FitsFile.open(source(contents)))).find(({ shape }) => shape.axes.length >= 2)!;
  expect(cut.shape.axes.every((length, axis) => length < whole.shape.axes[axis])).toBe(true);
  expect(cut.wcs.refusals).toEqual([]);

  // The value of a pixel is its number in the whole image.
  const { dataOffset, dataLength, header, image } = cut.hdu;
  const numbers = decodePixels(contents.subarray(dataOffset, dataOffset + dataLength), image!.bitpix, scalingOf(header));
  const place = (number: number, axes: readonly number[]) =>
    axes.map((length, axis) => Math.floor(number / axes.slice(0, axis).reduce((a, b) => a * b, 1)) % length);
  const axes = whole.shape.axes.length;
  const before = Float64Array.from([...numbers].flatMap((number) => place(number, whole.shape.axes)));
  const after = Float64Array.from([...numbers].flatMap((_, k) => place(k, cut.shape.axes)));
  whole.wcs.pixelToWorld(before, numbers.length, before);
  cut.wcs.pixelToWorld(after, numbers.length, after);
  expect(before.every(Number.isFinite)).toBe(true);
  expect(differences(after, before, axes)).toBeLessThan(1e-8);
});

/** The file with some of its text changed, lengths as they were. */
const changed = (from: string | RegExp, to: string) => source(Buffer.from(bytes.toString('latin1').replaceAll(from, (found: string) => to.padEnd(found.length)), 'latin1')); // prettier-ignore

test('what is missing, damaged or too large is refused by name, and spoils nothing else', async () => {
  const refusals = async (from: ByteSource, name: string) => {
    const { wcs } = named(await imagesOf(await FitsFile.open(from)), name);
    return { kinds: wcs.axes.map(({ kind }) => kind), why: wcs.refusals.join('\n') };
  };
  const nameless = changed("EXTNAME = 'WCS-TABLE'", "EXTNAME = 'WCS-TABLF'");
  expect(await refusals(nameless, 'CUBE')).toEqual({
    kinds: ['longitude', 'latitude', 'unsupported'],
    why: "CTYPE3 = 'WAVE-TAB' (axis 3): the table WCS-TABLE,1 that PS3_0 names is not there",
  });
  expect(await refusals(changed("TTYPE1  = 'wavelength'", "TTYPE1  = 'wavelengti'"), 'CUBE')).toMatchObject({
    why: expect.stringContaining("has no column 'WAVELENGTH'"),
  });
  expect(await refusals(changed("TFORM1  = '8D      '", "TFORM1  = '9D      '"), 'CUBE')).toMatchObject({
    why: expect.stringMatching(/that PS3_0 names cannot be read \(.*NAXIS1 = 128, .*TFORMn/),
  });
  const { why, kinds } = await refusals(changed("EXTNAME = 'D2IMARR '", "EXTNAME = 'D2IMARX '"), 'DETECTOR');
  expect(kinds).toEqual(['unsupported', 'unsupported']);
  expect(why).toContain("D2IMDIS1 = 'Lookup' asks for the look-up table of extension D2IMARR,1, which is not there");
});

test('a file with an axis that is not understood can be cut by the others', async () => {
  const cutBy = async (from: ByteSource, filters: Filters) => {
    const plan = await planCutout(await openImages(from), filters, { creator: 'Sodalite 9', sourceId: 'ivo://x.y/d' });
    return plan.hdus.find(({ image }) => image)?.image?.axes;
  };
  const circle: Filters = {
    hdu: 'CUBE',
    shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 150.1, latDeg: 2.2, radiusDeg: 0.005 } },
  };
  const band: Filters = { hdu: 'CUBE', bandMetres: [0.6e-6, 0.75e-6] };
  expect((await cutBy(changed("EXTNAME = 'WCS-TABLE'", "EXTNAME = 'WCS-TABLF'"), circle))?.[2]).toBe(8);
  const skyless = () => changed("'DEC--TAN'", "'DEC--XYZ'");
  expect(await cutBy(skyless(), band)).toEqual([40, 30, 3]);
  await expect(cutBy(skyless(), circle)).rejects.toThrow("CTYPE2 = 'DEC--XYZ' (axis 2)");
});

test('a table above the bound is not read', async () => {
  const cards = [...skyCards(20, 10), ['CPDIS1', 'LOOKUP'] as const];
  const pixels = 4100; // 67 MB in single precision, of which there is the header only
  const { file } = await openImages(
    makeFits([
      { axes: [20, 10], cards },
      { axes: [2, 2], cards: [['EXTNAME', 'WCSDVARR']] },
    ]),
  );
  const hdus = file.hdus.map((hdu, i) =>
    i === 1 ? { ...hdu, image: { ...hdu.image!, axes: [pixels, pixels], pixels: pixels ** 2 } } : hdu,
  );
  const wcs = await wcsOf(hdus[0].header, [20, 10], { source: file.source, hdus } as unknown as FitsFile);
  expect(wcs.refusals[0]).toContain('extension WCSDVARR,1, which has 67240000 bytes, where at most 67108864 are read');
});

test('a source that fails is no refusal', async () => {
  const file = await FitsFile.open(source());
  const failing = (error: Error) => ({ ...file.source, name: 'a', read: () => Promise.reject(error) }) as ByteSource;
  for (const error of [new TransientError('the store is away'), new CancelledError('the client has gone')]) {
    const again = { source: failing(error), hdus: file.hdus } as unknown as FitsFile;
    const { header, image } = file.hdus.find(({ name }) => name === 'CUBE')!;
    await expect(wcsOf(header, image!.axes, again)).rejects.toBe(error);
  }
});
