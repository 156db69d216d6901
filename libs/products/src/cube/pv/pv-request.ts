import type { Circle, Ellipse } from '#region';

/** Along what a position–velocity slice is taken; ICRS, degrees. */
export type PvPath =
  /** two vertices are a straight line, more a polyline: lon lat lon lat … */
  | { readonly kind: 'polyline'; readonly lonLatDeg: readonly number[] }
  /** a great circle through a centre; the offset grows towards the position angle, from north through east */
  | { readonly kind: 'centre'; readonly lonDeg: number; readonly latDeg: number; readonly paDeg: number; readonly lengthArcsec: number }
  /** fixed RA: a meridian, northwards; fixed Dec: a parallel, eastwards */
  | {
      readonly kind: 'meridian' | 'parallel';
      readonly lonDeg: number;
      readonly latDeg: number;
      readonly lengthArcsec: number;
    }
  /** once round, from north (an ellipse: from its axis a) through east */
  | { readonly kind: 'outline'; readonly shape: Circle | Ellipse };

export type Interpolation = 'nearest' | 'bilinear' | 'cubic' | 'area';

/** kernels §10.2; what is absent has its default. */
export interface PvRequest {
  readonly path: PvPath;
  /** averaged across the path; 0 (default): a line */
  readonly widthArcsec?: number;
  /** step along the path; default: the mean size of a pixel at its middle */
  readonly spacingArcsec?: number;
  /** default: bilinear */
  readonly interpolation?: Interpolation;
  /** across the width; default: mean */
  readonly combine?: 'mean' | 'sum' | 'max';
  /** true (default): the step is stretched to a whole number of them */
  readonly fit?: boolean;
  /** divides the step across; default 1 */
  readonly oversample?: number;
  /** spectral axis first */
  readonly reverse?: boolean;
  /** as that package samples, and numbers its pixels */
  readonly compat?: 'pvextractor';
  /** lengths and straight lines are those of the sky (default), or of the plane of the pixels, which must be squares */
  readonly geometry?: 'sky' | 'pixel';
  /** so many channels are averaged before anything is sampled; default 1 */
  readonly binChannels?: number;
  /** part of the weight of a sample that must be valid; default ½ */
  readonly leastValid?: number;
  readonly limits?: Partial<PvLimits>;
}

/** What one slice may take. */
export interface PvLimits {
  readonly vertices: number;
  /** along the path */
  readonly samples: number;
  /** across it */
  readonly across: number;
  /** samples × across */
  readonly positions: number;
  /** pixels that one sample is made of */
  readonly samplePixels: number;
  /** samples × channels × planes of the result */
  readonly pixels: number;
}

export const PV_LIMITS: PvLimits = {
  vertices: 1000,
  samples: 32_768,
  across: 1001,
  positions: 4_194_304,
  samplePixels: 262_144,
  pixels: 2 ** 28,
};
