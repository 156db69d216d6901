import { afterAll, expect, test } from '@jest/globals';
import { CancelledError, FatalError } from '#faults';
import { closeWorkers } from '#workers';
import { bytesSource, fixture } from '../../test/fixtures.js';
import { FitsFile } from '../fits-file.js';
import { TiledImage } from './tiled-image.js';

afterAll(closeWorkers);
const bytes = fixture('tiles.fits');
let names = 0;

/** Of tiles.fits, under a name of its own: the cache knows nothing of it. */
async function open(name: string) {
  const source = bytesSource(bytes, `tiled-${names++}.fits`);
  const { hdus } = await FitsFile.open(source);
  const image = TiledImage.of(
    source,
    hdus.find((hdu) => hdu.name === name)!,
  );
  source.reads.length = 0;
  return { source, image };
}

const box = (...axes: [first: number, count: number][]) => axes.map(([first, count]) => ({ first, count }));

test('what the header says', async () => {
  const { image } = await open('rice cube bricks');
  expect([image.codec, image.tiles, image.tileAxes]).toEqual(['RICE_1', 27, [8, 6, 2]]);
  expect(image.shape).toEqual({ bitpix: 16, axes: [19, 14, 5], bytesPerPixel: 2, pixels: 1330 });
});

test('only the tiles that are asked for are read, those side by side at one go, and once', async () => {
  const { source, image } = await open('rice i16 rows');
  const rows = [...image.tilesIn(box([5, 4], [10, 6]))].map(({ n }) => n);
  expect(rows).toEqual([10, 11, 12, 13, 14, 15]);
  const tiles = await image.tilesOf(rows);
  const [table, heap] = source.reads;
  expect(source.reads).toHaveLength(2);
  expect(table.length).toBeLessThanOrEqual(31 * 8);
  expect(heap.length).toBe(await image.compressedBytes(box([5, 4], [10, 6])));
  expect(await image.tilesOf([12, 11])).toEqual([tiles[2], tiles[1]]);
  await image.tile(16);
  expect(source.reads.map(({ length }) => length > 0)).toEqual([true, true, true]);
});

test('whoever wants the same tile waits for the same work', async () => {
  const { source, image } = await open('float gzip2 holes');
  const [a, [b, c], d] = await Promise.all([image.tile(1), image.tilesOf([0, 1]), image.tile(1)]);
  expect(b).not.toBe(a);
  expect([c === a, d === a]).toEqual([true, true]);
  expect(source.reads.length).toBeLessThanOrEqual(5); // three columns of the table, two batches
});

test('who goes is let go at once; others get their tile', async () => {
  const { image } = await open('rice i32 squares');
  const leaving = new AbortController();
  const left = image.tile(0, leaving.signal);
  const stays = image.tile(0, new AbortController().signal);
  leaving.abort();
  await expect(left).rejects.toThrow(CancelledError);
  expect(await stays).toHaveLength(16 * 16 * 4);
  await expect(image.tile(1, AbortSignal.abort())).rejects.toThrow(CancelledError);
});

test('a read that failed is tried again by the next one', async () => {
  const { source, image } = await open('gzip1 i16 rows');
  const { read } = source;
  let failures = 2;
  source.read = (...args) => (failures-- > 0 ? Promise.reject(new Error('no luck')) : read(...args));
  await expect(image.tile(0)).rejects.toThrow('no luck');
  await expect(image.tile(0)).rejects.toThrow('no luck');
  expect(await image.tile(0)).toHaveLength(90);
});

test('large batches go to worker threads', async () => {
  const { image } = await open('float long tile');
  expect(await image.tile(0)).toHaveLength(190 * 120 * 4);
});

test('a box beyond the image is a fault of the caller', async () => {
  const { image } = await open('rice i16 rows');
  for (const wrong of [box([0, 46], [0, 1]), box([0, 1]), box([-1, 2], [0, 1]), box([0, 0], [0, 1])])
    expect(() => image.tilesIn(wrong)).toThrow(FatalError);
});
