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
  /** CONVOLVE: whether channels with beams of their own get a common one; auto when not given: where they are mixed, and it is cheap */
  readonly convolve?: 'auto' | 'never' | 'always';
  /** BEAMTOL: beams are alike up to such a part of their areas; 0.02 when not given */
  readonly beamTolerance?: number;
  /** FILLNAN: convolving fills what is blank where enough around it is not */
  readonly fillBlanks?: boolean;
  /** Z: `restFrequencyHz` is that of a source with this redshift, and has been divided by 1 + Z */
  readonly redshift?: number;
  /** FRAME: the spectral frame of the product (SPECSYS); that of the file when not given */
  readonly frame?: string;
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
