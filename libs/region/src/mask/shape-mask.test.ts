import { describe, expect, test } from '@jest/globals';
import { offset, randomShape } from '../../test/random-shape.js';
import { random } from '../../test/random.js';
import { AIT, CAR, SIN, skyMap, TAN } from '../../test/sky-maps.js';
import { shapeContains, shapeMask, type MaskMode, type PixelBox, type Shape, type SkyMap } from '../index.js';

const whole = ({ width, height }: SkyMap): PixelBox => ({ x0: 0, y0: 0, x1: width - 1, y1: height - 1 });

/** Row by row: '#' for a pixel that belongs to the shape. */
async function picture(shape: Shape, map: SkyMap, mode: MaskMode, box = whole(map)): Promise<string[]> {
  const mask = await shapeMask(shape, map, box, mode);
  return Array.from({ length: box.y1 - box.y0 + 1 }, (_, row) => {
    const runs = mask.runs(box.y0 + row);
    let line = '';
    for (let i = 0; i < runs.length; i += 2) line = line.padEnd(runs[i] - box.x0, '.').padEnd(runs[i + 1] - box.x0, '#');
    return line.padEnd(box.x1 - box.x0 + 1, '.');
  });
}

/** Points of a pixel, as many a side as given, its centre when it is one. */
function slowly(shape: Shape, map: SkyMap, side: number, box = whole(map)): string[] {
  const at = (i: number) => (side === 1 ? 0 : (i / (side - 1) - 0.5) * (1 - 1e-7));
  const xy = new Float64Array(2 * side * side);
  const centre = new Float64Array(2);
  return Array.from({ length: box.y1 - box.y0 + 1 }, (_, row) =>
    Array.from({ length: box.x1 - box.x0 + 1 }, (_, column) => {
      for (let i = 0; i < side * side; i++) {
        xy[2 * i] = box.x0 + column + at(i % side);
        xy[2 * i + 1] = box.y0 + row + at(Math.floor(i / side));
      }
      centre.set([box.x0 + column, box.y0 + row]);
      map.pixelToSky(centre, 1, centre);
      if (Number.isNaN(centre[0])) return '.';
      map.pixelToSky(xy, side * side, xy);
      for (let i = 0; i < side * side; i++) {
        if (!Number.isNaN(xy[2 * i]) && shapeContains(shape, xy[2 * i], xy[2 * i + 1])) return '#';
      }
      return '.';
    }).join(''),
  );
}

const MAPS: [string, SkyMap, [lon: number, lat: number, size: number]][] = [
  ['TAN', skyMap({ projection: TAN, width: 61, height: 47, scaleDeg: 0.02, lonDeg: 0.1, latDeg: -30 }), [0.1, -30, 0.4]],
  ['TAN turned, at the pole', skyMap({ projection: TAN, width: 50, height: 50, scaleDeg: 0.1, lonDeg: 40, latDeg: 89, rotationDeg: 30 }), [10, 89.5, 2]],
  ['SIN, most of a hemisphere', skyMap({ projection: SIN, width: 64, height: 64, scaleDeg: 1.9, lonDeg: 200, latDeg: 20 }), [190, 30, 40]],
  ['CAR, the whole sky', skyMap({ projection: CAR, width: 72, height: 36, scaleDeg: 5, lonDeg: 180, latDeg: 0 }), [350, 40, 50]],
  ['AIT, the whole sky', skyMap({ projection: AIT, width: 82, height: 42, scaleDeg: 4, lonDeg: 0, latDeg: 0 }), [175, 10, 40]],
]; // prettier-ignore

describe('hard: every pixel by its centre', () => {
  test.each(MAPS)('%s', async (_, map, [lon, lat, size]) => {
    const next = random(7);
    let marked = 0;
    for (let round = 0; round < 30; round++) {
      const [lonDeg, latDeg] = offset(lon, lat, size * next(), 360 * next());
      const shape = randomShape(next, lonDeg, latDeg, size * (0.02 + next()));
      const expected = slowly(shape, map, 1);
      expect([round, shape, await picture(shape, map, 'hard')]).toEqual([round, shape, expected]);
      marked += expected.join('').split('#').length - 1;
    }
    expect(marked).toBeGreaterThan(500);
  });
});

describe('touch: no pixel is left out that has a point of the shape, and none is taken that the shape stays off', () => {
  test.each(MAPS.slice(0, 3))('%s', async (_, map, [lon, lat, size]) => {
    const next = random(11);
    for (let round = 0; round < 4; round++) {
      const [lonDeg, latDeg] = offset(lon, lat, size * next(), 360 * next());
      const shape = randomShape(next, lonDeg, latDeg, size * (0.02 + next()));
      const touched = (await picture(shape, map, 'touch')).join('');
      const least = slowly(shape, map, 9).join('');
      const hard = slowly(shape, map, 1).join('');
      let slivers = 0;
      for (let i = 0; i < touched.length; i++) {
        if (least[i] === '#') expect([round, shape, i, touched[i]]).toEqual([round, shape, i, '#']);
        else if (touched[i] === '#') slivers++;
      }
      // What 81 points of a pixel miss is a sliver of it: few of those on the outline.
      const outline = least.split('#').length - hard.split('#').length;
      expect(slivers).toBeLessThanOrEqual(3 + outline / 3);
    }
  });

  test('a shape within one pixel is that pixel, though it has no centre in it', async () => {
    const map = MAPS[0][1];
    const sky = Float64Array.of(20.3, 30.3);
    map.pixelToSky(sky, 1, sky);
    const shape: Shape = { kind: 'circle', lonDeg: sky[0], latDeg: sky[1], radiusDeg: 0.002 };
    expect((await picture(shape, map, 'hard')).join('')).not.toContain('#');
    const touched = await picture(shape, map, 'touch');
    expect(touched.map((line) => line.split('#').length - 1).reduce((a, b) => a + b)).toBe(1);
    expect(touched[30][20]).toBe('#');
  });
});

test('a box within the image, and a polygon of 1999 vertices that turns to and fro', async () => {
  const map = skyMap({ projection: TAN, width: 400, height: 300, scaleDeg: 0.01, lonDeg: 83, latDeg: 22 });
  const verticesDeg = Array.from({ length: 1999 }, (_, i) => offset(83, 22, i % 2 === 0 ? 1.2 : 0.6, (360 * i) / 1999)).flat();
  const shape: Shape = { kind: 'polygon', verticesDeg };
  const box = { x0: 190, y0: 20, x1: 330, y1: 60 };
  const expected = slowly(shape, map, 1, box);
  expect(expected.join('').split('#').length).toBeGreaterThan(200);
  expect(await picture(shape, map, 'hard', box)).toEqual(expected);
});

test('the whole sky has every pixel with sky; an abort ends the work', async () => {
  const map = MAPS[4][1];
  const all: Shape = { kind: 'circle', lonDeg: 0, latDeg: 0, radiusDeg: 180 };
  expect(await picture(all, map, 'hard')).toEqual(slowly(all, map, 1));
  const large = skyMap({ projection: TAN, width: 4000, height: 4000, scaleDeg: 0.001, lonDeg: 83, latDeg: 22 });
  const circle: Shape = { kind: 'circle', lonDeg: 83, latDeg: 22, radiusDeg: 1.5 };
  await expect(shapeMask(circle, large, whole(large), 'hard', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
});
