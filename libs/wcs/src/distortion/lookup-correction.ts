import type { DistortionImage } from '../wcs-tables.js';
import type { Correction } from './plane-map.js';

/** Element of the table (0-based) along one of its axes = origin + step · (x or y of the pair). */
export interface TableAxis {
  readonly along: 0 | 1;
  readonly origin: number;
  readonly step: number;
}

/**
 * A correction that is looked up and interpolated linearly; beyond the table its edge holds on, as with astropy (distortion.c). One
 * dimension is a table with a single row.
 */
export class LookupCorrection implements Correction {
  dx = 0;
  dy = 0;
  private readonly values: Float32Array;
  private readonly columns: number;
  private readonly rows: number;
  private readonly i: TableAxis;
  private readonly j: TableAxis;

  constructor(
    readonly target: 0 | 1,
    image: DistortionImage,
    axes: readonly TableAxis[],
  ) {
    this.values = image.values;
    [this.columns, this.rows = 1] = image.dims;
    [this.i, this.j = { along: 1, origin: 0, step: 0 }] = axes;
  }

  at(x: number, y: number): number {
    const { values, columns, rows, i, j } = this;
    const p = clamped(i.origin + i.step * (i.along === 0 ? x : y), columns);
    const q = clamped(j.origin + j.step * (j.along === 0 ? x : y), rows);
    const column = Math.floor(p);
    const row = Math.floor(q);
    const s = p - column;
    const t = q - row;
    const at = row * columns + column;
    const right = column + 1 < columns ? at + 1 : at;
    const up = row + 1 < rows ? columns : 0;
    return values[at] * (1 - s) * (1 - t) + values[at + up] * (1 - s) * t + values[right] * s * (1 - t) + values[right + up] * s * t;
  }

  withSlopes(x: number, y: number): number {
    const { values, columns, rows, i, j } = this;
    const wantedP = i.origin + i.step * (i.along === 0 ? x : y);
    const wantedQ = j.origin + j.step * (j.along === 0 ? x : y);
    const p = clamped(wantedP, columns);
    const q = clamped(wantedQ, rows);
    // The last element belongs to the cell before it, so that there is a slope.
    const column = Math.max(0, Math.min(Math.floor(p), columns - 2));
    const row = Math.max(0, Math.min(Math.floor(q), rows - 2));
    const s = p - column;
    const t = q - row;
    const at = row * columns + column;
    const right = columns > 1 ? at + 1 : at;
    const up = rows > 1 ? columns : 0;
    const a = values[at];
    const b = values[right];
    const c = values[at + up];
    const d = values[right + up];
    const alongP = p === wantedP ? ((b - a) * (1 - t) + (d - c) * t) * i.step : 0;
    const alongQ = q === wantedQ ? ((c - a) * (1 - s) + (d - b) * s) * j.step : 0;
    this.dx = (i.along === 0 ? alongP : 0) + (j.along === 0 ? alongQ : 0);
    this.dy = (i.along === 1 ? alongP : 0) + (j.along === 1 ? alongQ : 0);
    return a * (1 - s) * (1 - t) + c * (1 - s) * t + b * s * (1 - t) + d * s * t;
  }
}

/** Into the table; NaN stays NaN (and reads undefined elements, which become NaN). */
function clamped(element: number, length: number): number {
  return element < 0 ? 0 : element > length - 1 ? length - 1 : element;
}
