import type { Filters } from '../filters.js';
import type { Doppler } from '../spectral-interval.js';

export type { Doppler } from '../spectral-interval.js';

/** What all operations on cubes share of a request. */
export interface CubeOptions {
  readonly filters: Filters;
  /** RESTFREQ: instead of what the header says */
  readonly restFrequencyHz?: number;
  /** DOPPLER; else the convention of the file */
  readonly doppler?: Doppler;
  /** XAXIS=native: the axis' own quantity in its CUNIT, no velocities */
  readonly native?: boolean;
  /** CHANWIDTH=const: every channel is as wide as the one at the reference pixel */
  readonly constantWidth?: boolean;
}

/** The pixels first … first + count − 1 of an axis, 0-based. */
export interface CubeSpan {
  readonly first: number;
  readonly count: number;
}

/** One pixel of each of the axes that are neither of the sky nor spectral. */
export interface CubePlane {
  /** 0-based pixels, in the order of `otherAxes` */
  readonly index: readonly number[];
  /** 'I', 'Q' … of the polarization axis, else '' */
  readonly label: string;
}
