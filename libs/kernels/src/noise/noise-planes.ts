import type { PixelType } from '../pixel-type.js';

/** Noise that comes sample by sample. What is invalid or below 0 (or 0 where it is divided by) is not known: a sample that is kept makes the errors of its pixel NaN. */
export interface NoisePlanes {
  readonly planes: PixelType;
  /** σ² is the value to that power: 1 (default) of variances, 2 of errors, −1 of inverse variances, −2 of inverse errors */
  readonly power?: NoisePower;
}

export type NoisePower = 1 | 2 | -1 | -2;

/** Values of planes to σ², in place; NaN where that is not known. */
export function toVariances(values: Float64Array, power: NoisePower = 1): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const base = power > 0 ? value : 1 / value;
    const square = power === 1 || power === -1 ? base : base * base;
    values[i] = value >= 0 && square < Infinity ? square : NaN;
  }
}
