import type { Entries } from './gather.js';
import type { PixelType } from './pixel-type.js';
import type { Planes } from './planes.js';

/** Aperture spectra and rings (kernels §12, 13): sums over regions of each channel. */
export interface WeighSpec {
  readonly pixels: PixelType;
  /** pixels of a plane of the block */
  readonly count: number;
  readonly channels: number;
  /** one list per region; weights > 0 */
  readonly entries: Entries;
  /** also the median of the valid pixels, each counted once; costs more */
  readonly medians?: boolean;
}

export interface Weigh extends Planes {
  /** channels may come in any order */
  add(channel: number, planes?: number): void;
  finish(): Weighed;
}

/** Each of channels × regions, region first; sums are 0 and the others NaN without a valid pixel. */
export interface Weighed {
  /** Σw of valid pixels */
  readonly weight: Float64Array;
  /** ΣwI */
  readonly sum: Float64Array;
  /** ΣwI² */
  readonly squares: Float64Array;
  /** valid pixels */
  readonly valid: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  /** the value farthest from 0, with its sign; of two as far the positive one */
  readonly extreme: Float64Array;
  readonly median?: Float64Array;
}
