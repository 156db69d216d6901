import { UsageError } from '#faults';
import type { Coverage, PixelBox, SkyMap } from '#region';
import type { PointPlace } from './spectrum-request.js';

/** The pixels that a position is read from: the one that holds it, or four whose weights add up to 1; undefined off the box. */
export function pointCoverage({ lonDeg, latDeg, interpolation }: PointPlace, map: SkyMap, box: PixelBox): Coverage | undefined {
  if (!Number.isFinite(lonDeg) || !(Math.abs(latDeg) <= 90))
    throw new UsageError(`the position is ${lonDeg} ${latDeg}; expected a longitude and a latitude within -90 to 90 degrees`);
  const point = Float64Array.of(lonDeg, latDeg);
  map.skyToPixel(point, 1, point);
  const [x, y] = point;
  const [nearX, nearY] = [Math.floor(x + 0.5), Math.floor(y + 0.5)];
  if (!(nearX >= box.x0 && nearX <= box.x1 && nearY >= box.y0 && nearY <= box.y1)) return undefined;
  const axis = (value: number, low: number, high: number): [pixel: number, weight: number][] => {
    if (interpolation === 'nearest') return [[Math.floor(value + 0.5), 1]];
    const first = Math.floor(value);
    const all: [number, number][] = [[first, first + 1 - value], [first + 1, value - first]]; // prettier-ignore
    return all.filter(([pixel, weight]) => weight > 0 && pixel >= low && pixel <= high);
  };
  const [columns, rows] = [axis(x, box.x0, box.x1), axis(y, box.y0, box.y1)];
  const spans = rows.flatMap(([, part]) => columns.map(([column, weight]) => ({ column, weight: weight * part })));
  const pixels = spans.reduce((sum, { weight }) => sum + weight, 0);
  return {
    box: { x0: columns[0][0], x1: columns.at(-1)![0], y0: rows[0][0], y1: rows.at(-1)![0] },
    offsets: Uint32Array.from({ length: rows.length + 1 }, (_, row) => row * columns.length),
    from: Int32Array.from(spans, ({ column }) => column),
    to: Int32Array.from(spans, ({ column }) => column + 1),
    weights: Float64Array.from(spans, ({ weight }) => weight),
    pixels,
    wholePixels: 1,
  };
}
