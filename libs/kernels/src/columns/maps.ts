import type { ColumnId } from '../columns.js';
import type { Column } from './column.js';
import { median, medianOf } from './median.js';
import { peakOf } from './peak.js';
import { widthAt } from './width.js';

/** Each map of one pixel (kernels §7, 7.2, 9). */
export const COLUMN_MAPS: Readonly<Record<ColumnId, (column: Column) => number>> = {
  3: ({ kept }) => medianOf(kept),
  4: medianCoordinate,
  7: ({ kept }) => meanDeviation(kept),
  sigma: ({ valid, spec }) => deviation(spec.lineFree ? valid.filter((_, k) => spec.lineFree![k] === 1) : valid),
  peak: (column) => peakOf(column).value,
  peakx: (column) => peakOf(column).place,
  errorpeak: (column) => peakOf(column).valueError,
  errorpeakx: (column) => peakOf(column).placeError,
  w20: (column) => widthAt(column, 0.2),
  w50: (column) => widthAt(column, 0.5),
};

/** Where half of ΣIΔ is reached, between the edges of that channel; samples of either sign have no such place. */
function medianCoordinate({ kept, spec: { widths, edges, coordinates, compat } }: Column): number {
  let total = 0;
  let [positive, negative] = [false, false];
  for (let k = 0; k < kept.length; k++) {
    if (kept[k] !== kept[k]) continue;
    total += kept[k] * widths[k];
    positive ||= kept[k] > 0;
    negative ||= kept[k] < 0;
  }
  if (positive === negative) return NaN;
  let before = 0;
  for (let k = 0; k < kept.length; k++) {
    if (kept[k] !== kept[k]) continue;
    const after = before + kept[k] * widths[k];
    if (Math.abs(after) >= Math.abs(total) / 2)
      return compat === 'casa' ? coordinates[k] : edges[k] + ((total / 2 - before) / (after - before)) * (edges[k + 1] - edges[k]);
    before = after;
  }
  return NaN;
}

function meanDeviation(values: Float64Array): number {
  let [sum, n, deviations] = [0, 0, 0];
  for (const value of values) {
    if (value !== value) continue;
    sum += value;
    n += 1;
  }
  const mean = sum / n;
  for (const value of values) if (value === value) deviations += Math.abs(value - mean);
  return deviations / n;
}

/** 1.4826 × the median of |I − median I|. */
function deviation(values: Float64Array): number {
  const sorted = values.filter((value) => value === value).sort();
  const middle = median(sorted);
  return 1.4826 * median(sorted.map((value) => Math.abs(value - middle)).sort());
}
