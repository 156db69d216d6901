import type { PixelType } from './pixel-type.js';
import type { Planes } from './planes.js';

/**
 * Values in classes that are linear within `scale` of `centre` and logarithmic beyond (2048 in each octave of 1 + |I − centre|/scale), so that median
 * and deviations of any distribution come out to 10⁻³ of σ when `scale` is about σ.
 */
export interface HistogramSpec {
  readonly pixels: PixelType;
  /** most pixels that are added at a time */
  readonly count: number;
  readonly centre: number;
  readonly scale: number;
}

export interface Histogram extends Planes {
  /** the first `pixels` (default: all) of so many planes */
  add(planes?: number, pixels?: number): void;
  /** what was added since the last `take` */
  take(): Counts;
}

/** Plain data; counts of the same centre and scale may be added up, in any order. */
export interface Counts {
  readonly centre: number;
  readonly scale: number;
  /** class of the first count: below 0 where I < centre */
  readonly first: number;
  readonly counts: Float64Array;
  readonly valid: number;
  readonly invalid: number;
  readonly zeros: number;
}
