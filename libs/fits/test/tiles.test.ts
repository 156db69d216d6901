import { afterAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeWorkers } from '#workers';
import { FitsFile, TiledImage, type Header } from '../src/index.js';
import { bytesSource, fixture, golden } from './fixtures.js';

interface Golden {
  readonly by: 'funpack' | 'source';
  readonly bitpix: number;
  readonly axes: number[];
  readonly sha256: string;
  readonly start: string;
  readonly cards?: string[];
}

const wanted = golden<Record<string, Golden>>('tiles.json');
const source = bytesSource(fixture('tiles.fits'), 'tiles.fits');
const { hdus } = await FitsFile.open(source);
afterAll(closeWorkers);

const images = new Map(
  hdus
    .filter(({ kind }) => kind === 'tile-compressed')
    .map((hdu) => {
      const image = TiledImage.of(source, hdu);
      return [hdu.name, image];
    }),
);

/** All tiles put together. */
async function pixelsOf(image: TiledImage): Promise<Buffer> {
  const { axes, bytesPerPixel, pixels } = image.shape;
  const out = Buffer.alloc(pixels * bytesPerPixel);
  const spans = [...image.tilesIn(axes.map((count) => ({ first: 0, count })))];
  const tiles = await image.tilesOf(spans.map(({ n }) => n));
  spans.forEach(({ origin, lengths }, i) => {
    const rows = lengths.slice(1).reduce((product, length) => product * length, 1);
    for (let row = 0; row < rows; row++) {
      let rest = row;
      let at = origin[0];
      let stride = axes[0];
      for (let axis = 1; axis < axes.length; axis++) {
        at += (origin[axis] + (rest % lengths[axis])) * stride;
        rest = Math.floor(rest / lengths[axis]);
        stride *= axes[axis];
      }
      out.set(tiles[i].subarray(row * lengths[0] * bytesPerPixel, (row + 1) * lengths[0] * bytesPerPixel), at * bytesPerPixel);
    }
  });
  return out;
}

const texts = (header: Header) =>
  Buffer.from(header.edit().toBytes())
    .toString('latin1')
    .match(/.{80}/g)!
    .map((card) => card.trimEnd());

test('the golden covers every HDU', () =>
  expect([...images.keys()].map((name) => name.toUpperCase())).toEqual(Object.keys(wanted).map((name) => name.toUpperCase())));

describe('pixels bit for bit as funpack gives them, or as they were', () => {
  test.each(Object.entries(wanted))('%s', async (name, { bitpix, axes, sha256, start }) => {
    const image = images.get(name.toUpperCase()) ?? images.get(name)!;
    expect(image.shape).toMatchObject({ bitpix, axes });
    const pixels = await pixelsOf(image);
    expect(pixels.subarray(0, 32).toString('hex')).toBe(start);
    expect(createHash('sha256').update(pixels).digest('hex').slice(0, 16)).toBe(sha256);
  });
});

describe('headers as funpack restores them', () => {
  const cases = Object.entries(wanted).filter(([, { cards }]) => cards);
  test.each(cases)('%s', (name, { cards }) => {
    const { header } = images.get(name.toUpperCase()) ?? images.get(name)!;
    const [xtension, ...rest] = texts(header);
    expect(xtension).toMatch(/^XTENSION= 'IMAGE   '/);
    expect(rest.filter((card) => !/^(PCOUNT|GCOUNT|EXTEND|END|$)/.test(card))).toEqual(cards);
    expect([header.value('PCOUNT'), header.value('GCOUNT')]).toEqual([0, 1]);
  });
});

describe('real files', () => {
  const files = golden<Record<string, [sha256: string, bytes: number, by: string]>>('tiles-real.json');
  const folder = process.env.SODALITE_REAL_DATA;
  if (folder === undefined) process.stderr.write('SODALITE_REAL_DATA is not set: real tile-compressed files are not read\n');

  (folder === undefined ? test.skip : test).each(Object.entries(files))('%s', async (entry, [sha256, bytes]) => {
    const [name, index] = entry.split(' ');
    const real = bytesSource(readFileSync(join(folder!, name)), name);
    const pixels = await pixelsOf(TiledImage.of(real, (await FitsFile.open(real)).hdus[Number(index)]));
    expect(pixels).toHaveLength(bytes);
    expect(createHash('sha256').update(pixels).digest('hex').slice(0, 16)).toBe(sha256);
  });

  (folder === undefined ? test.skip : test)('m13, compressed in two ways, is what it was', async () => {
    const original = bytesSource(readFileSync(join(folder!, 'm13_i16.fits')), 'm13_i16.fits');
    const [{ dataOffset: offset, dataLength: length }] = (await FitsFile.open(original)).hdus;
    const want = Buffer.from(await original.read({ offset, length }));
    for (const name of ['m13_rice.fits', 'm13_gzip.fits']) {
      const packed = bytesSource(readFileSync(join(folder!, name)), name);
      expect(want.equals(await pixelsOf(TiledImage.of(packed, (await FitsFile.open(packed)).hdus[1])))).toBe(true);
    }
  });
});
