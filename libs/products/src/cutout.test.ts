import { expect, test } from '@jest/globals';
import { decodePixels, FitsFile, scalingOf, type ByteSource } from '#fits';
import { memorySource, recording } from '#storage';
import { Wcs } from '#wcs';
import { beamsTable, freqCards, makeFits, skyCards, stokesCards } from '../test/make-fits.js';
import { planCutout } from './cutout.js';
import type { Filters } from './filters.js';
import { openImages } from './image.js';

const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x.y/data?sub/made.fits' };
const circle = (lonDeg: number, latDeg: number, radiusDeg: number): Filters => ({
  shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg, latDeg, radiusDeg } },
});

async function cut(source: ByteSource, filters: Filters) {
  const plan = await planCutout(await openImages(source), filters, origin);
  const bytes = Buffer.alloc(plan.body.length);
  await plan.body.fill(0, bytes);
  expect(bytes.length % 2880).toBe(0);
  const file = await FitsFile.open(memorySource(bytes, { name: 'cutout' }));
  const pixels = (hdu: number) => {
    const { dataOffset, dataLength, image, header } = file.hdus[hdu];
    return [...decodePixels(bytes.subarray(dataOffset, dataOffset + dataLength), image!.bitpix, scalingOf(header))];
  };
  return { plan, bytes, hdus: file.hdus, header: file.hdus[0].header, pixels };
}

const cube = () => makeFits([{ axes: [20, 10, 5], cards: [...skyCards(20, 10), ...freqCards] }]);

test('a circle and a band cut a box; the reference pixel follows', async () => {
  // 1.5 pixels around the pixel x = 12, y = 4 (0-based), which is 2.5 pixels west and half a pixel south of the reference
  const { hdus, header, pixels } = await cut(cube(), {
    ...circle(40 - 2.5 / 60 / Math.cos((5 * Math.PI) / 180), -5 - 0.5 / 60, 1.4 / 60),
    bandMetres: [299792458 / 1.4221e9, 299792458 / 1.4209e9],
  });
  expect(hdus).toHaveLength(1);
  expect(hdus[0].image!.axes).toEqual([3, 3, 2]);
  expect(header.number('CRPIX1')).toBe(10.5 - 11);
  expect(header.number('CRPIX2')).toBe(5.5 - 3);
  expect(header.number('CRPIX3')).toBe(0);
  const at = (x: number, y: number, z: number) => x + 20 * (y + 10 * z);
  expect(pixels(0)).toEqual([1, 2].flatMap((z) => [3, 4, 5].flatMap((y) => [11, 12, 13].map((x) => at(x, y, z)))));
});

test('provenance says what was done, and what the data say of themselves stays', async () => {
  const source = makeFits([
    { axes: [20, 10], cards: [...skyCards(20, 10), ['ORIGIN', 'Westerbork'], ['DATAMAX', 199], ['CHECKSUM', 'x']] },
  ]);
  const { header, plan } = await cut(source, circle(40, -5, 0.02));
  expect(header.string('ORIGIN')).toBe('Westerbork');
  expect(header.string('CREATOR')).toBe('Sodalite 9');
  expect(header.string('SRCID')).toBe(origin.sourceId);
  expect(header.string('DATE')).toBe('2026-03-04T05:06:07');
  expect(header.has('DATAMAX') || header.has('CHECKSUM')).toBe(false);
  expect(header.texts('HISTORY').join('\n')).toContain('CIRCLE=40 -5 0.02');
  expect(header.texts('HISTORY').join('\n')).toContain('pixels [9:12,4:7] of HDU 0');
  expect(plan.fileName).toMatch(/^made_cutout_[0-9a-f]{8}\.fits$/);
});

test('a request of thousands of numbers does not fill the header', async () => {
  const verticesDeg = Array.from({ length: 2000 }, (_, i) => [40 + 0.05 * Math.sin(i / 318.4), -5 + 0.05 * Math.cos(i / 318.4)]).flat();
  const { header } = await cut(cube(), { shape: { parameter: 'POLYGON', shape: { kind: 'polygon', verticesDeg } } });
  expect(header.byteLength).toBeLessThanOrEqual(3 * 2880);
  expect(header.texts('HISTORY').join('')).toMatch(/POLYGON.* ?characters, SHA-256 ?[0-9a-f]{64}\)/);
});

test('the etag is a function of source, request and version alone', async () => {
  const etag = async (filters: Filters, creator = 'Sodalite 9') =>
    (await planCutout(await openImages(cube()), filters, { ...origin, creator })).etag;
  expect(await etag(circle(40, -5, 0.02))).toBe(await etag(circle(40, -5, 0.02)));
  expect(await etag(circle(40, -5, 0.02))).not.toBe(await etag(circle(40, -5, 0.03)));
  expect(await etag(circle(40, -5, 0.02))).not.toBe(await etag(circle(40, -5, 0.02), 'Sodalite 10'));
});

test('all images that overlap are cut below the primary header; the others and plain tables are left out', async () => {
  const ccd = (lonDeg: number, name: string) => ({
    axes: [20, 10],
    bitpix: 16 as const,
    cards: [...skyCards(20, 10, lonDeg), ['EXTNAME', name] as const],
  });
  const source = makeFits([{ axes: [], cards: [['OBSERVER', 'Hubble']] }, ccd(40, 'A'), ccd(50, 'B'), ccd(40.1, 'C')], beamlessTable());
  const { hdus, header, pixels } = await cut(source, circle(40, -5, 0.055));
  expect(hdus.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['image ', 'image A', 'image C']);
  expect(header.string('OBSERVER')).toBe('Hubble');
  expect(hdus[1].image!.axes).toEqual([8, 8]);
  expect(pixels(1)[0]).toBe(6 + 20);
  const one = await cut(source, { ...circle(40, -5, 0.055), hdu: 'c' });
  expect(one.hdus.map(({ name }) => name)).toEqual(['', 'C']);
});

test('a primary image outside the filters leaves its header', async () => {
  const source = makeFits([
    { axes: [20, 10], cards: skyCards(20, 10, 80) },
    { axes: [20, 10], cards: skyCards(20, 10) },
  ]);
  const { hdus, header } = await cut(source, circle(40, -5, 0.02));
  expect([header.integer('NAXIS'), header.has('NAXIS1'), hdus.length]).toEqual([0, false, 2]);
});

test('evenly spaced polarization planes stay one image, with a wider step', async () => {
  const source = makeFits([{ axes: [4, 3, 2, 4], cards: [...skyCards(4, 3), ...freqCards, ...stokesCards] }]);
  const { hdus, header, pixels } = await cut(source, { pols: ['I', 'V'] });
  expect(hdus[0].image!.axes).toEqual([4, 3, 2, 2]);
  expect([header.number('CRVAL4'), header.number('CRPIX4'), header.number('CDELT4')]).toEqual([1, 1, 3]);
  expect(pixels(0)).toEqual([0, 3].flatMap((plane) => Array.from({ length: 24 }, (_, i) => plane * 24 + i)));
});

test('the wider step is told where readers look for it: with a CD matrix, not in CDELT', async () => {
  const cd = [['CD1_1', -1 / 60], ['CD1_2', 0.001], ['CD2_1', 0.001], ['CD2_2', 1 / 60]] as const; // prettier-ignore
  const sky = skyCards(4, 3).filter(([keyword]) => !keyword.startsWith('CDELT'));
  const stokes = stokesCards.map(([keyword, value]) => [keyword.replace('4', '3'), value] as const);
  const source = makeFits([{ axes: [4, 3, 4], cards: [...sky, ...cd, ...stokes] }]);
  const { header, hdus } = await cut(source, { pols: ['I', 'U'] });
  const { stokes: axis } = Wcs.parse(header, { axes: hdus[0].image!.axes });
  expect([0, 1].map((plane) => axis!.codeAt(plane))).toEqual([1, 3]);
});

test('unevenly spaced planes become an HDU each', async () => {
  const source = makeFits([{ axes: [4, 3, 2, 4], cards: [...skyCards(4, 3), ...freqCards, ...stokesCards] }]);
  const { hdus, pixels } = await cut(source, { pols: ['I', 'Q', 'V'] });
  expect(hdus.map(({ image }) => image?.axes)).toEqual([undefined, [4, 3, 2, 1], [4, 3, 2, 1], [4, 3, 2, 1]]);
  expect(hdus.slice(1).map(({ header }) => header.number('CRPIX4'))).toEqual([1, 0, -2]);
  expect([1, 2, 3].map((hdu) => pixels(hdu)[0])).toEqual([0, 24, 72]);
});

test.each<[string, string | undefined, string[]]>([
  ['named after their states', undefined, [' 1', 'I 1', 'Q 1', 'V 1', 'SCI 2']],
  ['counted on, passing over what is there', 'SCI', [' 1', 'SCI 1', 'SCI 3', 'SCI 4', 'SCI 2']],
])('planes that became HDUs are told apart: %s', async (_, name, names) => {
  const cards = [...skyCards(4, 3), ...freqCards, ...stokesCards];
  const source = makeFits([
    { axes: [4, 3, 2, 4], cards: name === undefined ? cards : [...cards, ['EXTNAME', name]] },
    // the codes 1, 4, 7, 10: two evenly spaced planes of another image keep its name
    { axes: [4, 3, 2, 4], cards: [...cards, ['EXTNAME', 'SCI'], ['EXTVER', 2], ['PC4_4', 3]] },
    { axes: [4, 3], cards: [...skyCards(4, 3), ['EXTNAME', 'SCI'], ['EXTVER', 5]] },
  ]);
  const { hdus } = await cut(source, { pols: ['I', 'Q', 'V'] });
  expect(hdus.map((hdu) => `${hdu.name} ${hdu.version}`)).toEqual(names);
});

test('the beams of planes that became HDUs say how they are counted', async () => {
  const source = makeFits([{ axes: [4, 3, 5, 4], cards: [...skyCards(4, 3), ...freqCards, ...stokesCards] }], beamsTable(5));
  const { hdus } = await cut(source, { pols: ['I', 'Q', 'V'] });
  expect(hdus.at(-1)!.header.texts('HISTORY')).toEqual(['POL counts, from 0, the image HDUs that hold one plane each']);
  const even = await cut(source, { pols: ['I', 'Q'] });
  expect(even.hdus.at(-1)!.header.texts('HISTORY')).toEqual([]);
});

test('NEXTEND is the number of extensions that are there', async () => {
  const images = [40, 50, 40.1].map((lonDeg) => ({ axes: [20, 10], cards: skyCards(20, 10, lonDeg) }));
  const { header, hdus } = await cut(makeFits([{ axes: [], cards: [['NEXTEND', 3]] }, ...images]), circle(40, -5, 0.055));
  expect([header.integer('NEXTEND'), hdus.length]).toEqual([2, 3]);
});

test('others go on between two images, and so the signal is heard', async () => {
  const images = await openImages(makeFits([40, 40].map((lonDeg) => ({ axes: [20, 10], cards: skyCards(20, 10, lonDeg) }))));
  const gone = new AbortController();
  setImmediate(() => gone.abort(new Error('gone')));
  await expect(planCutout(images, circle(40, -5, 0.02), origin, gone.signal)).rejects.toThrow('gone');
});

test('the beams of the channels that are left go along, renumbered', async () => {
  const source = makeFits([{ axes: [20, 10, 5], cards: [...skyCards(20, 10), ...freqCards, ['CASAMBM', true]] }], beamsTable(5));
  const { hdus, bytes } = await cut(source, { channels: [2, 4] });
  const table = hdus[1];
  expect([table.name, table.header.integer('NAXIS2'), table.header.integer('NCHAN')]).toEqual(['BEAMS', 3, 3]);
  const rows = [0, 1, 2].map((row) => bytes.subarray(table.dataOffset + row * 20));
  expect(rows.map((row) => [row.readFloatBE(0), row.readInt32BE(12)])).toEqual([[11, 0], [12, 1], [13, 2]]); // prettier-ignore
  const whole = await cut(source, circle(40, -5, 0.02));
  expect(whole.hdus[1].header.integer('NAXIS2')).toBe(5);
});

test('planning reads headers only', async () => {
  const source = recording(cube());
  const opened = await openImages(source);
  source.reads.length = 0;
  await planCutout(opened, circle(40, -5, 0.02), origin);
  expect(source.reads).toEqual([]);
});

test.each<[string, Filters, object]>([
  ['no overlap', circle(80, 40, 0.1), { fault: 'no-overlap' }],
  ['a band beside the axis', { bandMetres: [0.5, 0.6] }, { fault: 'no-overlap' }],
  [
    'an axis that is not there',
    { pols: ['I'] },
    { fault: 'usage', message: expect.stringMatching(/^POL cannot be used on sub\/made.fits: there is no polarization axis/) },
  ],
  ['an HDU that is not there', { hdu: '7' }, { fault: 'usage', message: 'HDU: 7 is not in the file; expected one of 0' }],
])('%s', async (_, filters, error) => {
  await expect(planCutout(await openImages(cube()), filters, origin)).rejects.toMatchObject(error);
});

test('an axis that is there but not understood is refused by name', async () => {
  const source = makeFits([
    { axes: [20, 10], cards: skyCards(20, 10).map(([k, v]) => [k, k.startsWith('CTYPE') ? String(v).replace('TAN', 'XYZ') : v] as const) },
  ]);
  await expect(planCutout(await openImages(source), circle(40, -5, 0.02), origin)).rejects.toMatchObject({
    fault: 'unsupported',
    message: expect.stringMatching(/CIRCLE cannot be used.*XYZ/),
  });
});

function beamlessTable(): Uint8Array[] {
  const [header, data] = beamsTable(3);
  return [Buffer.from(Buffer.from(header).toString('latin1').replace("'BEAMS   '", "'OTHER   '"), 'latin1'), data];
}
