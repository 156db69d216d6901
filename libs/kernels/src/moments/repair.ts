import type { CollapseSpec } from '../collapse.js';
import type { Central } from './central.js';
import type { Needs, Sums } from './sums.js';

/** What is left of the square of the span, or of the mean square, below which digits were lost, by the highest order that is wanted (kernels §7.1). */
const LOSS: readonly number[] = [0, 0, 1e-8, 1e-5, 1e-4];
const SPREAD_LOSS = 1e-6;

/**
 * The second pass over some pixels: sums about their own mean. μ₂ far below zero is no loss of digits but what weights of either sign make,
 * and stays as it is.
 */
export interface Repair {
  /** the pixels, ascending */
  readonly pixels: Uint32Array;
  /** M₁ of the first pass, of each of them; the sums below are about it */
  readonly origin: Float64Array;
  readonly powers: readonly Float64Array[];
  /** mean intensity, and Σ(I − mean), Σ(I − mean)² */
  readonly mean: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** undefined: no pixel needs it. `central`: of the sums, about the reference. */
export function repairOf(spec: CollapseSpec, needs: Needs, sums: Sums, central: Central): Repair | undefined {
  const pixels = lossyPixels(spec, needs, sums, central);
  if (pixels.length === 0) return undefined;
  const { mean } = central;
  const zeros = () => new Float64Array(pixels.length);
  return {
    pixels,
    origin: Float64Array.from(pixels, (i) => (Number.isFinite(mean[i]) ? mean[i] : spec.reference)),
    powers: needs.highest < 2 ? [] : Array.from({ length: needs.highest + 1 }, zeros),
    mean: Float64Array.from(pixels, (i) => (sums.sum ? sums.sum[i] / sums.n[i] : 0)),
    first: zeros(),
    second: zeros(),
  };
}

/** Adds a channel: the values of the pixels of the repair, NaN where they are not kept. */
export function addRepair({ origin, powers, mean, first, second }: Repair, values: Float64Array, x: number, width: number): void {
  for (let j = 0; j < origin.length; j++) {
    const value = values[j];
    if (value !== value) continue;
    let term = value * width;
    for (let p = 0; p < powers.length; p++) {
      powers[p][j] += term;
      term *= x - origin[j];
    }
    first[j] += value - mean[j];
    second[j] += (value - mean[j]) ** 2;
  }
}

function lossyPixels(spec: CollapseSpec, needs: Needs, sums: Sums, { about }: Central): Uint32Array {
  const span = spanOf(spec);
  const all = needs.highest > 4;
  const limit = (LOSS[needs.order] ?? 0) * span * span;
  const variance = all || needs.order < 2 ? undefined : about[0];
  const { sum, squares, n } = sums;
  const found: number[] = [];
  for (let i = 0; i < spec.count; i++) {
    if (n[i] < 2) continue;
    const moments = all || (variance !== undefined && Math.abs(variance[i]) < limit);
    const spread = sum && squares && squares[i] - (sum[i] * sum[i]) / n[i] < SPREAD_LOSS * squares[i];
    if (moments || spread) found.push(i);
  }
  return Uint32Array.from(found);
}

/** Of the coordinates, or of the edges when they are known. */
export function spanOf({ guard, coordinates }: Pick<CollapseSpec, 'guard' | 'coordinates'>): number {
  if (guard) return Math.abs(guard[1] - guard[0]);
  let [low, high] = [Infinity, -Infinity];
  for (const x of coordinates) [low, high] = [Math.min(low, x), Math.max(high, x)];
  return high - low;
}
