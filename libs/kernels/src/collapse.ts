import type { Baseline } from './moments/baseline.js';
import type { NoisePlanes } from './noise/noise-planes.js';
import type { PixelType } from './pixel-type.js';
import type { Planes } from './planes.js';
import type { Selection } from './selection.js';

/** Maps from one pass over the channels (kernels §7); 3, 4, 7 and the peak's place between channels are those of `Columns`. */
export type MomentId =
  | -1
  | 0
  | 1
  | 2
  | 5
  | 6
  | 8
  | 9
  | 10
  | 11
  | 'variance'
  | 'skewness'
  | 'kurtosis'
  /** μ_N of spectral-cube, N = 2 … 8; above 4 the planes are always fed twice */
  | `order${number}`
  | ErrorId
  | WidthId;

/** Kernels §8; `noise` is needed. error9 and error11 are the least error Δ/√12; error5 and error6 are the same, of the mean σ² of the channels kept. */
export type ErrorId =
  'error0' | 'error1' | 'error2' | 'errorvariance' | 'error5' | 'error6' | 'error8' | 'error9' | 'error10' | 'error11' | 'snr';

/** Kernels §9: M₀/(√(2π)·Imax), its error, and M₀/Imax. */
export type WidthId = 'gausswidth' | 'errorgausswidth' | 'boxwidth';

/** σ of a sample. */
export type Noise = (
  | { /** σ_k of the channel */ readonly channel: Float64Array; /** a factor of it; 1 when not given */ readonly pixel?: Float64Array }
  | NoisePlanes
) & {
  /** ρ at lag 1, 2, … */
  readonly correlation?: readonly number[];
  /** of a cube whose continuum was subtracted: the integral's error grows by that of the baseline */
  readonly baseline?: Baseline;
};

export interface CollapseSpec extends Selection {
  readonly pixels: PixelType;
  /** spectra in the block */
  readonly count: number;
  readonly channels: number;
  /** x_k */
  readonly coordinates: Float64Array;
  /** Δ_k > 0 */
  readonly widths: Float64Array;
  /** x₀ from which coordinates are summed: the middle of the range that is used */
  readonly reference: number;
  readonly want: readonly MomentId[];
  /** [min e, max e] of the edges: ids 1, 2 and above that lie outside are NaN (GUARD); not given: they stay as they come out */
  readonly guard?: readonly [number, number];
  readonly noise?: Noise;
  /** names the bytes that are fed (file and its version, section, block): a backend may keep them for the next spec that says the same, see Planes.resident */
  readonly cube?: string;
  /** `casa`: √|variance| for id 2 */
  readonly compat?: 'casa';
}

/**
 * `do { for each group of channels, ascending: read into input(0…), add(first, n) } while (await collapse.again())`, then `finish`.
 * Sums are of float64, added in the order of the channels.
 */
export interface Collapse extends Planes {
  /** memory for the plane of noise that belongs to the slot, when `noise` has planes */
  noiseInput(slot?: number): Uint8Array;
  /** `planes` planes from `channel` on; with `spec.mask` their masks, one after another */
  add(channel: number, planes?: number, mask?: Uint8Array): void | Promise<void>;
  /** true: digits were lost in some pixels (§7.1), or an order above 4 is wanted: feed all channels once more */
  again(): boolean | Promise<boolean>;
  finish(): Collapsed | Promise<Collapsed>;
}

export interface Guarded {
  readonly mean: number;
  readonly about: number;
}

export interface Collapsed {
  /** by id, and `nchan`, the channels kept; of `count` pixels each, NaN where there is none */
  readonly maps: Map<MomentId | 'nchan', Float64Array | Int32Array>;
  /** samples that are not numbers: NaN, ±Inf, BLANK */
  readonly invalid: number;
  /** pixels that the guard emptied: of the mean, and of what is about it */
  readonly guarded: Guarded;
}
