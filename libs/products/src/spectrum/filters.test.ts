import { expect, test } from '@jest/globals';
import type { CardValue } from '#fits';
import { makeFits } from '../../test/make-fits.js';
import type { Filters } from '../filters.js';
import { planCutout } from '../cutout.js';
import { openImages } from '../image.js';
import { planSpectrum } from './plan-spectrum.js';
import { spectraOf } from './spectra-of.js';

const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x.y/data' };
const axis: [string, CardValue][] = [['CTYPE1', 'WAVE'], ['CUNIT1', 'nm'], ['CRVAL1', 500], ['CDELT1', 1], ['CRPIX1', 1]]; // prettier-ignore

async function left(cards: [string, CardValue][], filters: Filters, format: 'csv' | 'fits' = 'csv') {
  const spectra = (await spectraOf(await openImages(makeFits([{ axes: [20], cards: [...axis, ...cards] }]))))!;
  if (format === 'fits') return planSpectrum(spectra, filters, 'fits', origin);
  const { document } = await planSpectrum(spectra, filters, 'csv', origin);
  const samples = [];
  for await (const table of document.tables()) samples.push(table.samples);
  return samples;
}

const circle = (lonDeg: number, latDeg: number, radiusDeg: number): Filters => ({
  shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg, latDeg, radiusDeg } },
});

test.each<[string, [string, CardValue][]]>([
  ['degrees', [['RA', 357.5], ['DEC', -0.5]]],
  ['hours and degrees', [['RA', ' 23:50:00.0'], ['DEC', '-00:30:00']]],
  ['the target before the telescope', [['RA', 10], ['DEC', 10], ['RAOBJ', 357.5], ['DECOBJ', -0.5]]],
  ['another equinox', [['RA', 356.8593], ['DEC', -0.7779], ['EQUINOX', 1950], ['RADECSYS', 'FK4']]],
])('a place in %s: the whole spectrum inside, nothing outside', async (_, cards) => {
  expect(await left(cards, circle(357.5, -0.5, 0.01))).toEqual([[1, 20]]);
  await expect(left(cards, circle(358, -0.5, 0.01))).rejects.toMatchObject({ fault: 'no-overlap' });
}); // prettier-ignore

test('the aperture counts as part of the place', async () => {
  const cards: [string, CardValue][] = [['RA', 10], ['DEC', 0], ['APERTURE', 0.2]]; // prettier-ignore
  expect(await left(cards, circle(10.15, 0, 0.06))).toEqual([[1, 20]]);
  await expect(left(cards, circle(10.15, 0, 0.04))).rejects.toMatchObject({ fault: 'no-overlap' });
});

test('with a place the product is FITS all the same', async () => {
  const plan = await left([['RA', 10], ['DEC', 0]], { ...circle(10, 0, 1), bandMetres: [504.6e-9, 508.4e-9] }, 'fits'); // prettier-ignore
  expect(plan).toMatchObject({ hdus: [{ image: { axes: [4] } }] });
});

test.each<[string, [string, CardValue][], Filters, [number, number][]]>([
  ['inside', [['MJD-OBS', 55000.5], ['MJD-END', 55000.6]], { timeMjd: [55000.55, 56000] }, [[1, 20]]],
  ['with an exposure', [['DATE-OBS', '2009-06-18T12:00:00'], ['EXPTIME', 8640]], { timeMjd: [55000.55, 56000] }, [[1, 20]]],
])('TIME %s', async (_, cards, filters, samples) => expect(await left(cards, filters)).toEqual(samples)); // prettier-ignore

test.each<[string, [string, CardValue][], Filters, object]>([
  ['a time outside', [['MJD-OBS', 55000.5]], { timeMjd: [55001, 56000] }, { fault: 'no-overlap' }],
  ['a time that is not told', [], { timeMjd: [55001, 56000] }, { fault: 'unsupported', message: expect.stringMatching(/^TIME cannot be used on sub\/made.fits: the header does not tell when/) }],
  ['a place that is not told', [], circle(1, 1, 1), { fault: 'unsupported', message: expect.stringMatching(/^CIRCLE cannot be used.*no celestial axes.*does not tell where/) }],
  ['a place of zeros', [['RA', 0], ['DEC', 0]], circle(0, 0, 1), { fault: 'unsupported' }],
  ['polarization', [], { pols: ['I'] }, { fault: 'usage', message: expect.stringMatching(/no polarization axis/) }],
  ['sections', [], { pixels: { axes: [] } as never }, { fault: 'usage', message: expect.stringMatching(/CHANNEL/) }],
  ['an HDU that is not there', [], { hdu: '7' }, { fault: 'usage', message: 'HDU: 7 is not in the file; expected one of 0' }],
  ['a band beside the samples', [], { bandMetres: [1e-7, 2e-7] }, { fault: 'no-overlap' }],
  ['channels beside the samples', [], { channels: [21, 30] }, { fault: 'no-overlap' }],
])('%s', async (_, cards, filters, error) => {
  await expect(left(cards, filters)).rejects.toMatchObject(error);
}); // prettier-ignore

test.each<[Filters, [number, number]]>([
  [{ channels: [3, 30] }, [3, 20]],
  [{ bandMetres: [505e-9, 505e-9] }, [6, 6]],
  [{ bandMetres: [-Infinity, 502.4e-9] }, [1, 3]],
  [{ bandMetres: [517.6e-9, Infinity] }, [19, 20]],
  [{ bandMetres: [504e-9, 600e-9], channels: [1, 7] }, [5, 7]],
])('%j', async (filters, samples) => expect(await left([], filters)).toEqual([samples]));

test('the format is part of the etag, and one request has one', async () => {
  const spectra = (await spectraOf(await openImages(makeFits([{ axes: [20], cards: axis }]))))!;
  const etag = async (format: 'csv' | 'votable') => (await planSpectrum(spectra, { channels: [3, 4] }, format, origin)).etag;
  expect(await etag('csv')).toBe(await etag('csv'));
  expect(await etag('csv')).not.toBe(await etag('votable'));
  expect((await planSpectrum(spectra, { channels: [3, 4] }, 'votable', origin)).fileName).toMatch(/^made_cutout_[0-9a-f]{8}\.vot$/);
});

test('a plain image with a spectral axis is cut as FITS as all images are, byte for byte', async () => {
  const opened = await openImages(makeFits([{ axes: [20], cards: axis }]));
  const filters: Filters = { bandMetres: [504.6e-9, 508.4e-9] };
  const plans = [await planSpectrum((await spectraOf(opened))!, filters, 'fits', origin), await planCutout(opened, filters, origin)];
  const bytes = plans.map(({ body }) => Buffer.alloc(body.length));
  for (const [k, { body }] of plans.entries()) await body.fill(0, bytes[k]);
  expect(bytes[0].equals(bytes[1])).toBe(true);
  expect(plans[0].etag).toBe(plans[1].etag);
});

test('a spectrum at one place of the sky, on the third axis, is one', async () => {
  const sky: [string, CardValue][] = [
    ['CTYPE1', 'RA---TAN'], ['CRVAL1', 10], ['CDELT1', -0.1], ['CRPIX1', 1], ['CTYPE2', 'DEC--TAN'], ['CRVAL2', 20], ['CDELT2', 0.1], ['CRPIX2', 1],
  ]; // prettier-ignore
  const third = axis.map(([keyword, value]): [string, CardValue] => [keyword.replace('1', '3'), value]);
  const spectra = (await spectraOf(await openImages(makeFits([{ axes: [1, 1, 20], cards: [...sky, ...third] }]))))!;
  expect(spectra).toMatchObject({ count: 1, samples: 20 });
  const { document } = await planSpectrum(spectra, { ...circle(10, 20, 0.01), channels: [4, 6] }, 'csv', origin);
  for await (const { blocks } of document.tables()) for await (const block of blocks()) expect([...block[1]]).toEqual([3, 4, 5]);
});
