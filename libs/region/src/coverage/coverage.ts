import { UsageError, UnsupportedError } from '#faults';
import { shapeContains } from '../shape-relations.js';
import type { PixelBox, SkyMap } from '../sky-map.js';
import { AreaCells } from './area-cells.js';
import { checkAperture, type Aperture } from './aperture.js';
import { centreSpans, rowCrossings } from './centre-spans.js';
import { outlinesOf } from './outline.js';
import { traceOutline } from './trace-outline.js';

/** `exact`: the part of a pixel that lies inside; `center`: 1 where its centre does. */
export type EdgeMode = 'exact' | 'center';

/** How much of each pixel an aperture covers: plain data, spans of equal weight row by row. */
export interface Coverage {
  /** holds every covered pixel */
  readonly box: PixelBox;
  /** rows + 1: spans offsets[r] … offsets[r + 1] − 1 are those of row y0 + r, from left to right */
  readonly offsets: Uint32Array;
  /** columns [from, to) of each span */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 0 < weight ≤ 1 of each of its pixels */
  readonly weights: Float64Array;
  /** Σ weights of pixels */
  readonly pixels: number;
  /** what that would be if the image went on beyond its edges; with `center` the area of the outline */
  readonly wholePixels: number;
}

/**
 * @param box of the pixels that count
 * @returns undefined when no pixel is covered
 * @throws UsageError for an aperture that makes no sense; what traceOutline throws
 */
export function coverageOf(aperture: Aperture, map: SkyMap, box: PixelBox, edge: EdgeMode = 'exact'): Coverage | undefined {
  checkAperture(aperture);
  const outlines = outlinesOf(aperture);
  const polygons = outlines.map((outline) => traceOutline(outline, map));
  if (polygons.some(({ length }) => length === 0)) return undefined;
  const bounds = within(box, polygons);
  if (!bounds) return undefined;
  const areas = polygons.map(signedArea);
  const wholePixels = Math.abs(areas.reduce((sum, area, i) => sum + (outlines[i].hole ? -area : area), 0));
  const spans = new Spans(bounds);
  if (edge === 'center') {
    rowCrossings(polygons, bounds.y0, bounds.y1).forEach((crossings) => {
      centreSpans(crossings, bounds.x0, bounds.x1, (from, to) => spans.add(from, to, 1));
      spans.endRow();
    });
  } else {
    const cells = new AreaCells(bounds);
    polygons.forEach((points, i) => cells.add(points, areas[i] > 0 === outlines[i].hole ? 1 : -1));
    for (let y = bounds.y0; y <= bounds.y1; y++) {
      cells.sweep(y, (from, to, area) => spans.add(from, to, weightOf(area)));
      spans.endRow();
    }
  }
  const coverage = spans.coverage(wholePixels);
  if (coverage && aperture.kind === 'polygon') checkInside(aperture, coverage, map);
  return coverage;
}

const ROUNDING = 1e-9;

function weightOf(area: number): number {
  if (area < -1e-6 || area > 1 + 1e-6) throw new UsageError('edges of the polygon cross each other; expected a polygon without crossings');
  return area > 1 - ROUNDING ? 1 : area < ROUNDING ? 0 : area;
}

function within(box: PixelBox, polygons: readonly Float64Array[]): PixelBox | undefined {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const points of polygons) {
    for (let i = 0; i < points.length; i += 2) {
      x0 = Math.min(x0, points[i]);
      x1 = Math.max(x1, points[i]);
      y0 = Math.min(y0, points[i + 1]);
      y1 = Math.max(y1, points[i + 1]);
    }
  }
  const bounds = {
    x0: Math.max(box.x0, Math.round(x0)),
    y0: Math.max(box.y0, Math.round(y0)),
    x1: Math.min(box.x1, Math.round(x1)),
    y1: Math.min(box.y1, Math.round(y1)),
  };
  return bounds.x0 <= bounds.x1 && bounds.y0 <= bounds.y1 ? bounds : undefined;
}

/** Positive when the corners turn from x to y. */
function signedArea(points: Float64Array): number {
  let twice = 0;
  const [ox, oy] = points;
  for (let i = 0; i < points.length; i += 2) {
    const j = i + 2 < points.length ? i + 2 : 0;
    twice += (points[i] - ox) * (points[j + 1] - oy) - (points[j] - ox) * (points[i + 1] - oy);
  }
  return twice / 2;
}

/** A polygon may be the outside of its outline. */
function checkInside(polygon: Extract<Aperture, { kind: 'polygon' }>, { box, offsets, from, weights }: Coverage, map: SkyMap): void {
  const span = weights.indexOf(1);
  if (span < 0) return;
  const row = offsets.findIndex((offset) => offset > span) - 1;
  const point = Float64Array.of(from[span], box.y0 + row);
  map.pixelToSky(point, 1, point);
  if (shapeContains(polygon, point[0], point[1])) return;
  throw new UnsupportedError('the polygon means the larger side of its outline; an aperture is expected to be the smaller one');
}

class Spans {
  private readonly offsets = [0];
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly weights: number[] = [];
  private pixels = 0;

  constructor(private readonly box: PixelBox) {}

  add(from: number, to: number, weight: number): void {
    if (weight === 0) return;
    this.pixels += weight * (to - from);
    const last = this.to.length - 1;
    if (last >= this.offsets[this.offsets.length - 1] && this.to[last] === from && this.weights[last] === weight) {
      this.to[last] = to;
      return;
    }
    this.from.push(from);
    this.to.push(to);
    this.weights.push(weight);
  }

  endRow(): void {
    this.offsets.push(this.from.length);
  }

  coverage(wholePixels: number): Coverage | undefined {
    if (this.from.length === 0) return undefined;
    return {
      box: this.box,
      offsets: Uint32Array.from(this.offsets),
      from: Int32Array.from(this.from),
      to: Int32Array.from(this.to),
      weights: Float64Array.from(this.weights),
      pixels: this.pixels,
      wholePixels,
    };
  }
}
