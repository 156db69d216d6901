import type { ColumnsSpec } from '../columns.js';

/** The spectrum of one pixel. */
export interface Column {
  readonly spec: ColumnsSpec;
  /** of the pixel in the strip */
  readonly pixel: number;
  /** NaN where invalid */
  readonly valid: Float64Array;
  /** NaN where not kept */
  readonly kept: Float64Array;
  /** NaN where that is not known */
  readonly sigmaAt: (channel: number) => number;
}
