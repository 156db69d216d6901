import type { PixelType } from './pixel-type.js';
import type { Planes } from './planes.js';

/** Lists of pixels with weights: entries offsets[s] … offsets[s + 1] − 1 belong to sample (or region) s. Entry order is the order of sums. */
export interface Entries {
  readonly offsets: Uint32Array;
  /** of the pixel in the block */
  readonly indices: Uint32Array;
  readonly weights: Float64Array;
}

/** Position–velocity slices (kernels §10.2): each sample is a weighted mean of pixels, the same ones in each channel. */
export interface GatherSpec {
  readonly pixels: PixelType;
  /** pixels of a plane of the block */
  readonly count: number;
  readonly channels: number;
  /** as in CollapseSpec */
  readonly cube?: string;
  readonly entries: Entries;
  /** NaN when the valid weight is less than this part of the sample's weight: ½ */
  readonly minimum?: number;
  /** so many samples that follow each other (sub-samples across the slice) make one result; for a mean it is faster to merge their entries */
  readonly across?: number;
  /** of `across`: mean (default) of valid ones; sum = mean × across; max */
  readonly combine?: 'mean' | 'sum' | 'max';
}

export interface Gather extends Planes {
  /** channels may come in any order */
  add(channel: number, planes?: number): void | Promise<void>;
  /** channels × results, result first; channels that were not fed are NaN */
  finish(): Float64Array | Promise<Float64Array>;
}
