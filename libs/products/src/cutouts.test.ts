import { expect, test } from '@jest/globals';
import { BinTable, decodePixels, FitsFile, scalingOf, type ByteSource } from '#fits';
import { memorySource } from '#storage';
import { beamsTable, freqCards, makeFits, skyCards, stokesCards } from '../test/make-fits.js';
import { planCutouts } from './cutouts.js';
import type { Filters } from './filters.js';
import { openImages } from './image.js';
import { PlanRoom } from './plan-room.js';

const circle = (lonDeg: number, radiusDeg = 1.4 / 60): Filters => ({
  shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg, latDeg: -5, radiusDeg } },
});
const channels = (first: number, last: number): Filters => ({ channels: [first, last] });

async function cut(source: ByteSource, combinations: readonly Filters[]) {
  const plan = await planCutouts(await openImages(source), combinations, { creator: 'Sodalite 9', sourceId: 'x' });
  const bytes = Buffer.alloc(plan.body.length);
  await plan.body.fill(0, bytes);
  const file = await FitsFile.open(memorySource(bytes, { name: 'cutout' }));
  const pixels = (name: string) => {
    const { dataOffset, dataLength, image, header } = file.hdus.find((hdu) => hdu.name === name)!;
    return [...decodePixels(bytes.subarray(dataOffset, dataOffset + dataLength), image!.bitpix, scalingOf(header))];
  };
  const names = file.hdus.map(({ name }) => name);
  const combinationsHdu = file.hdus.find(({ name }) => name === 'COMBINATIONS')!;
  const rows = async (column: string) => {
    const table = BinTable.of(file.source, combinationsHdu);
    const found = table.column(column)!;
    const range = { first: 0, count: table.rows };
    return found.code === 'A' ? table.texts(found, range) : [...(await table.numbers(found, range))];
  };
  return { plan, bytes, file, pixels, names, rows };
}

const cube = (channelsOfCube = 5) => makeFits([{ axes: [20, 10, channelsOfCube], cards: [...skyCards(20, 10), ...freqCards] }]);

test('each combination is an image with its own name, and the table tells what became of each', async () => {
  const combinations = [circle(40), circle(50), circle(40.05)].flatMap((shape) =>
    [channels(1, 2), channels(5, 5)].map((band) => ({ ...shape, ...band })),
  );
  const { names, pixels, rows, file } = await cut(cube(), combinations);
  expect(names).toEqual(['', 'CUTOUT1', 'CUTOUT2', 'CUTOUT5', 'CUTOUT6', 'COMBINATIONS']);
  expect(await rows('CUTOUT')).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await rows('EXTNAMES')).toEqual(['CUTOUT1', 'CUTOUT2', '', '', 'CUTOUT5', 'CUTOUT6']);
  expect(await rows('CIRCLE')).toEqual([40, 40, 50, 50, 40.05, 40.05].map((lon) => `${lon} -5 ${1.4 / 60}`));
  expect(await rows('CHANNEL')).toEqual(['1 2', '5 5', '1 2', '5 5', '1 2', '5 5']);
  expect(await rows('STATUS')).toEqual(['OK', 'OK', 'EMPTY', 'EMPTY', 'OK', 'OK']);
  expect((await rows('REASON'))[2]).toMatch(/^CIRCLE=50 -5 .* CHANNEL=1 2 does not overlap sub\/made\.fits$/);
  const sizes = file.hdus.flatMap(({ image }) => image?.pixels ?? []);
  expect(await rows('PIXELS_OUT')).toEqual([sizes[0], sizes[1], 0, 0, sizes[2], sizes[3]]);
  expect(pixels('CUTOUT2')[0] - pixels('CUTOUT1')[0]).toBe(4 * 200);
  const [primary, first] = file.hdus;
  expect([primary.header.integer('NAXIS'), primary.header.logical('EXTEND'), primary.header.has('CTYPE1')]).toEqual([0, true, false]);
  expect([first.header.integer('CUTOUT'), first.header.integer('SRCHDU')]).toEqual([1, 0]);
  expect(first.header.texts('HISTORY').join(' ')).toContain('cutout 1: CIRCLE=40 -5');
});

test('the pixels are those of a cutout alone', async () => {
  const combinations = [circle(40), circle(40.02)];
  const { pixels } = await cut(cube(), combinations);
  for (const [i, filters] of combinations.entries()) {
    const alone = await cutAlone(filters);
    expect(pixels(`CUTOUT${i + 1}`)).toEqual(alone);
  }
});

async function cutAlone(filters: Filters): Promise<number[]> {
  const plan = await planCutouts(await openImages(cube()), [filters], { creator: 'Sodalite 9', sourceId: 'x' });
  const bytes = Buffer.alloc(plan.body.length);
  await plan.body.fill(0, bytes);
  const { hdus } = await FitsFile.open(memorySource(bytes));
  const [{ dataOffset, dataLength, image, header }] = hdus;
  return [...decodePixels(bytes.subarray(dataOffset, dataOffset + dataLength), image!.bitpix, scalingOf(header))];
}

test('images of one file are told apart by the names they have, and those without by their number', async () => {
  const image = (name?: string) => ({
    axes: [20, 10],
    cards: [...skyCards(20, 10), ...(name ? [['EXTNAME', name] as const, ['EXTVER', 7] as const] : [])],
  });
  const { names, file } = await cut(makeFits([image(), image('sci 1'), image('sci 1')]), [circle(40), circle(40.02)]);
  expect(names).toEqual(['', 'CUTOUT1_HDU0', 'CUTOUT1_SCI_1', 'CUTOUT1_SCI_1_2', 'CUTOUT2_HDU0', 'CUTOUT2_SCI_1', 'CUTOUT2_SCI_1_2', 'COMBINATIONS']); // prettier-ignore
  expect([file.hdus[2].header.string('SRCNAME'), file.hdus[2].header.has('EXTVER')]).toEqual(['sci 1', false]);
});

test('names fit into a card, and stay different', async () => {
  const image = () => ({ axes: [20, 10], cards: [...skyCards(20, 10), ['EXTNAME', 'X'.repeat(68)] as const] });
  const { names } = await cut(makeFits([image(), image()]), [circle(40), circle(40.02)]);
  expect(new Set(names).size).toBe(names.length);
  expect(Math.max(...names.map(({ length }) => length))).toBe(68);
});

test('planes that are not evenly spaced are an image each, in every combination', async () => {
  const source = makeFits([{ axes: [4, 3, 2, 4], cards: [...skyCards(4, 3), ...freqCards, ...stokesCards] }]);
  const pols = { pols: ['I', 'Q', 'V'] };
  const { names } = await cut(source, [{ ...pols, ...channels(1, 1) }, { ...pols, ...channels(2, 2) }]); // prettier-ignore
  expect(names).toEqual(['', 'CUTOUT1_I', 'CUTOUT1_Q', 'CUTOUT1_V', 'CUTOUT2_I', 'CUTOUT2_Q', 'CUTOUT2_V', 'COMBINATIONS']);
});

test('the beams of each combination come with it', async () => {
  const source = makeFits([{ axes: [20, 10, 5], cards: [...skyCards(20, 10), ...freqCards] }], beamsTable(5));
  const { file } = await cut(source, [channels(1, 2), channels(3, 5)]);
  const beams = file.hdus.filter(({ name }) => name === 'BEAMS');
  expect(beams.map(({ version, header }) => [version, header.integer('NAXIS2')])).toEqual([
    [1, 2],
    [2, 3],
  ]);
});

test('sections of several extensions; one that is not there is a row with its reason', async () => {
  const image = (name: string, value: number) => ({ axes: [6, 5], cards: [['EXTNAME', name] as const], values: () => value });
  const pixels = (extension: number): Filters => ({ pixels: { extension, axes: [{ first: 1, last: 2, step: 1 }] } });
  const { names, rows, pixels: of } = await cut(makeFits([{ axes: [] }, image('A', 1), image('B', 2)]), [pixels(2), pixels(1), pixels(9)]);
  expect(names).toEqual(['', 'CUTOUT1_B', 'CUTOUT2_A', 'COMBINATIONS']);
  expect([of('CUTOUT1_B')[0], of('CUTOUT2_A')[0]]).toEqual([2, 1]);
  expect(await rows('PIXELS')).toEqual(['[2][1:2]', '[1][1:2]', '[9][1:2]']);
  expect([(await rows('STATUS'))[2], (await rows('REASON'))[2]]).toEqual([
    'FAILED',
    'PIXELS: extension 9 is not in the file; expected one of 1 (A), 2 (B)',
  ]);
});

test('when all are empty there is no overlap, and what is wrong with all of them is said', async () => {
  await expect(cut(cube(), [circle(50), circle(60)])).rejects.toMatchObject({
    fault: 'no-overlap',
    message: 'none of the 2 combinations overlaps sub/made.fits',
  });
  await expect(cut(cube(), [{ pols: ['I'], ...circle(40) }, { pols: ['I'], ...circle(50) }])).rejects.toMatchObject({ fault: 'usage' }); // prettier-ignore
});

test('the etag tells requests apart', async () => {
  const etag = async (combinations: Filters[]) => (await cut(cube(), combinations)).plan.etag;
  expect(await etag([circle(40), channels(1, 2)])).toBe(await etag([circle(40), channels(1, 2)]));
  expect(await etag([circle(40), channels(1, 2)])).not.toBe(await etag([channels(1, 2), circle(40)]));
});

test('headers that are too many to hold are refused', async () => {
  const history = Array.from({ length: 20_000 }, (_, i) => [`K${i}`, 'x'.repeat(60)] as const);
  const source = makeFits([{ axes: [20, 10], cards: [...skyCards(20, 10), ...history] }]);
  const many = Array.from({ length: 60 }, (_, i) => circle(40, (i + 1) / 1000));
  await expect(cut(source, many)).rejects.toMatchObject({ fault: 'limit', message: expect.stringContaining('60 cutouts') });
});

test('the bound is on all plans of a request together, of one combination or of several', async () => {
  const opened = await openImages(makeFits([{ axes: [20, 10], cards: skyCards(20, 10) }]));
  const room = new PlanRoom();
  const plan = (combinations: Filters[]) => planCutouts(opened, combinations, { creator: 'Sodalite 9', sourceId: 'x' }, undefined, room);
  await plan([circle(40)]);
  room.take(2 ** 26 - 32_000, 'the headers of others');
  await plan([circle(40), circle(40.02)]);
  await expect(plan([circle(40), circle(40.02)])).rejects.toMatchObject({
    fault: 'limit',
    message: expect.stringContaining('one request'),
  });
  await expect(plan([circle(40)])).rejects.toMatchObject({ fault: 'limit' });
});

test('others go on while headers are made, and the one who asks may go', async () => {
  const image = { axes: [20, 10], cards: [...skyCards(20, 10), ...Array.from({ length: 200 }, (_, i) => [`K${i}`, i] as const)] };
  const opened = await openImages(makeFits(Array.from({ length: 20 }, () => image)));
  const combinations = Array.from({ length: 20 }, (_, i) => circle(40, (i + 1) / 100));
  const ticksOf = async (limit: number) => {
    const gone = new AbortController();
    let [ticks, isDone] = [0, false];
    const tick = (): void => {
      if (++ticks === limit) gone.abort(new Error('gone'));
      if (!isDone) setImmediate(tick);
    };
    setImmediate(tick);
    const failed = await planCutouts(opened, combinations, { creator: 'Sodalite 9', sourceId: 'x' }, gone.signal).then(
      () => undefined,
      (error: unknown) => error,
    );
    isDone = true;
    return { ticks, failed };
  };
  const { ticks, failed } = await ticksOf(Infinity);
  expect(failed).toBeUndefined();
  // One after each image of each combination when they are chosen, the others while headers are made.
  expect(ticks).toBeGreaterThan(400 + 40);
  expect((await ticksOf(400 + 20)).failed).toMatchObject({ message: 'gone' });
});
