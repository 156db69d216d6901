import { circleArea } from './circle-area.js';
import { polygonArea } from './polygon-area.js';
import { rangeArea } from './range-area.js';
import type { Circle, Polygon, Range, Shape } from './shape.js';
import type { SkyArea } from './sky-area.js';

const known = new WeakMap<Shape, SkyArea>();

/**
 * Remembered for each shape object, as a search asks one shape about thousands of datasets.
 * @throws UsageError for a shape that makes no sense, naming what is wrong with it.
 */
export function areaOf(shape: Shape): SkyArea {
  let area = known.get(shape);
  if (area === undefined) known.set(shape, (area = make[shape.kind](shape as Circle & Range & Polygon)));
  return area;
}

const make = { circle: circleArea, range: rangeArea, polygon: polygonArea } satisfies Record<Shape['kind'], unknown>;
