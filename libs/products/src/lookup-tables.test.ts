import { expect, test } from '@jest/globals';
import { FitsFile, Header, type CardValue } from '#fits';
import { memorySource } from '#storage';
import { beamsTable, freqCards, makeFits, skyCards, stokesCards } from '../test/make-fits.js';
import { planCutout } from './cutout.js';
import type { Filters } from './filters.js';
import { openImages } from './image.js';
import { lookupTables } from './lookup-tables.js';

type Cards = (readonly [string, CardValue])[];

/** Records have several cards of one keyword: DP1_A, DP1_B … of the recipe are DP1. */
const made = async (...args: Parameters<typeof makeFits>) => {
  const source = makeFits(...args);
  const text = Buffer.from(await source.read({ offset: 0, length: source.size })).toString('latin1');
  return memorySource(Buffer.from(text.replaceAll(/((?:DP|DQ|D2IM)\d)_[A-Z] *=/g, (_, keyword: string) => `${keyword.padEnd(8)}=`), 'latin1')); // prettier-ignore
};

async function cut(source: Awaited<ReturnType<typeof made>>, filters: Filters) {
  const { body } = await planCutout(await openImages(source), filters, { creator: 'Sodalite 9', sourceId: 'ivo://x.y/d' });
  const bytes = Buffer.alloc(body.length);
  await body.fill(0, bytes);
  const { hdus } = await FitsFile.open(memorySource(bytes));
  return { bytes, hdus, names: hdus.map(({ name, version }) => `${name} ${version}`) };
}

const around: Filters = { shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 40, latDeg: -5, radiusDeg: 0.02 } } };

/** A table by that name, whatever is in it. */
function table(name: string, version: number, level?: number): Uint8Array[] {
  const [header, data] = beamsTable(3);
  const cards = [`EXTNAME = '${name}'`, `EXTVER  = ${version}`, ...(level === undefined ? [] : [`EXTLEVEL= ${level}`]), 'END'];
  const others = Buffer.from(header).toString('latin1').replace(/EXTNAME .{72}/, '').trimEnd().slice(0, -'END'.length); // prettier-ignore
  return [Buffer.from(cards.reduce((text, card) => text + card.padEnd(80), others).padEnd(2880), 'latin1'), data];
}

test('tables of coordinates go along whole, by name, version and level', async () => {
  const tab: Cards = [['CTYPE3', 'WAVE-TAB'], ['CRPIX3', 1], ['CDELT3', 1], ['CRVAL3', 1], ['PS3_0', 'WCS-TABLE'], ['PS3_1', 'COORDS'], ['PV3_1', 2], ['PV3_2', 3]]; // prettier-ignore
  const tables = [table('OTHER', 2, 3), table('WCS-TABLE', 1, 3), table('WCS-TABLE', 2), table('WCS-TABLE', 2, 3)];
  const source = await made([{ axes: [20, 10, 5], cards: [...skyCards(20, 10), ...tab] }], tables.flat());
  const { hdus, names, bytes } = await cut(source, around);
  expect(names).toEqual([' 1', 'WCS-TABLE 2']);
  expect(hdus[1].header.integer('EXTLEVEL')).toBe(3);
  expect(hdus[0].header.logical('EXTEND')).toBe(true);
  const [header, data] = tables[3];
  expect(bytes.subarray(hdus[1].headerOffset).equals(Buffer.concat([header, data]))).toBe(true);
});

const record = (axis: number, version: number, along: readonly number[]): Cards => [
  [`CPDIS${axis}`, 'Lookup'],
  [`DP${axis}_A`, `EXTVER: ${version}.0`],
  [`DP${axis}_B`, `NAXES: ${along.length}`],
  ...along.map((image, n): [string, CardValue] => [`DP${axis}_${'CDE'[n]}`, `AXIS.${n + 1}: ${image}`]),
];
const distortion = (version: number, name = 'WCSDVARR') => ({
  axes: [4, 3],
  cards: [['EXTNAME', name], ['EXTVER', version], ['CRPIX1', 1], ['CRVAL1', 2.5], ['CRVAL2', 1], ['CHECKSUM', 'x'], ['DATASUM', '0']] as Cards, // prettier-ignore
});

test('images of distortions go along with the HDU that names them', async () => {
  const sci = [...skyCards(20, 10), ['EXTNAME', 'SCI'] as const, ...record(1, 3, [1, 2]), ...record(2, 1, [1, 2])];
  const source = await made([{ axes: [] }, { axes: [20, 10], cards: sci }, distortion(1), distortion(2), distortion(3)]);
  const { hdus, names } = await cut(source, { hdu: 'SCI' });
  expect(names).toEqual([' 1', 'SCI 1', 'WCSDVARR 1', 'WCSDVARR 3']);
  expect(hdus[3].header.string('CHECKSUM')).toBe('x');
});

test('they are asked for the pixels of the image, so their CRVAL follow the box', async () => {
  const { file, images } = await openImages(
    await made([
      { axes: [20, 10, 5], cards: [...skyCards(20, 10), ...record(1, 1, [1, 2]), ...record(2, 2, [2, 3]), ['D2IMDIS2', 'LOOKUP'], ['D2IM2_A', 'EXTVER: 4']] }, // prettier-ignore
      distortion(1),
      distortion(2),
      distortion(4, 'D2IMARR'),
    ]),
  );
  const cuts = [7, 4, 2].map((first, axis) => ({ size: [20, 10, 5][axis], first, count: 2, step: 1 }));
  const companions = lookupTables([{ image: images[0], cuts }], file.hdus);
  const headers = await Promise.all(
    companions.map(async ({ header }) => {
      const primary = Buffer.from(header).toString('latin1').replace(/^.{80}/, 'SIMPLE  = T'.padEnd(80)); // prettier-ignore
      return (await FitsFile.open(memorySource(Buffer.from(primary.padEnd(5760), 'latin1')))).hdus[0].header;
    }),
  );
  expect(companions.map(({ hdu }) => hdu.index)).toEqual([1, 2, 3]);
  expect(headers.map((header) => [header.number('CRVAL1'), header.number('CRVAL2')])).toEqual([
    [2.5 - 7, 1 - 4],
    [2.5 - 4, 1 - 2],
    [2.5 - 7, 1 - 4],
  ]);
  expect(headers.map((header) => [header.has('CHECKSUM'), header.has('DATASUM')])).toEqual([...Array(3)].map(() => [false, true]));
});

test('one distortion for images that are cut differently is refused, one of them is not', async () => {
  const chip = (name: string) => ({ axes: [20, 10], cards: [...skyCards(20, 10), ['EXTNAME', name] as const, ['AXISCORR', 1] as const] });
  const source = await made([{ axes: [] }, chip('A'), chip('B'), distortion(1, 'D2IMARR')]);
  const { images, file } = await openImages(source);
  const cutAt = (image: number, first: number) => ({
    image: images[image],
    cuts: [20, 10].map((size, axis) => ({ size, first: axis === 0 ? first : 0, count: 4, step: 1 })),
  });
  expect(() => lookupTables([cutAt(0, 2), cutAt(1, 5)], file.hdus)).toThrow(/^HDU 3 \(D2IMARR\) holds a distortion/);
  const [companion] = lookupTables([cutAt(1, 5)], file.hdus);
  expect(companion.hdu.name).toBe('D2IMARR');
  expect(Header.parse(companion.header, { file: 'cutout' }).number('CRVAL1')).toBe(2.5 - 5);
});

test('what a header names and the file does not have stays missing', async () => {
  const source = await made([
    { axes: [20, 10, 5, 2], cards: [...skyCards(20, 10), ...freqCards, ...stokesCards, ...record(1, 1, [1, 2])] },
  ]);
  expect((await cut(source, { channels: [2, 3] })).names).toEqual([' 1']);
});
