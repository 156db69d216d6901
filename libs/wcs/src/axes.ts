/** n values in, n values out; NaN where there is none; `out` may be the input. */
export interface AxisMap {
  pixelToWorld(pixels: Float64Array, count: number, out: Float64Array): void;
  worldToPixel(world: Float64Array, count: number, out: Float64Array): void;
}

/**
 * The sky of an image. Pixel pairs are (pixel on lonAxis, pixel on latAxis), sky pairs (longitude, latitude) in degrees with the
 * longitude in [0, 360), both interleaved; NaN where there is none; `out` may be the input.
 */
export interface CelestialAxes {
  /** 0-based pixel axes */
  readonly lonAxis: number;
  readonly latAxis: number;
  /** 'ICRS', 'FK5', 'FK4', 'FK4-NO-E', 'GALACTIC', 'ECLIPTIC' or 'SUPERGALACTIC' */
  readonly frame: string;
  /** as computed: SIN for NCP, SFL for GLS, TAN for TPV */
  readonly projection: string;
  /** Besselian year for FK4 and FK4-NO-E, Julian year for FK5 and ECLIPTIC, else undefined */
  readonly equinox?: number;
  pixelToIcrs(xy: Float64Array, count: number, out: Float64Array): void;
  icrsToPixel(lonLat: Float64Array, count: number, out: Float64Array): void;
  /** to and from the file's own frame */
  pixelToNative(xy: Float64Array, count: number, out: Float64Array): void;
  nativeToPixel(lonLat: Float64Array, count: number, out: Float64Array): void;
}

export interface SpectralAxis {
  /** 0-based pixel axis */
  readonly axis: number;
  /** normalised, e.g. 'VOPT-F2W' */
  readonly ctype: string;
  readonly quantity: 'FREQ' | 'AFRQ' | 'ENER' | 'WAVN' | 'VRAD' | 'WAVE' | 'VOPT' | 'ZOPT' | 'AWAV' | 'VELO' | 'BETA';
  /** the velocity convention that the file names, if it does */
  readonly doppler?: 'radio' | 'optical' | 'relativistic';
  readonly specsys?: string;
  readonly restFrequencyHz?: number;
  readonly restWavelengthMetres?: number;
  /** vacuum wavelength in metres; undefined when that needs a rest value which the header lacks */
  readonly metres?: AxisMap;
  /** then why, as a sentence */
  readonly metresRefusal?: string;
  /** the axis' own quantity in SI */
  readonly native: AxisMap;
}

export interface StokesAxis {
  readonly axis: number;
  /** FITS code 1…4, −1…−8 (FITS 4.0 table 29) at a 0-based pixel; NaN where it is no integer */
  codeAt(pixel: number): number;
}

export interface TimeAxis {
  readonly axis: number;
  readonly mjdUtc: AxisMap;
  readonly timesys: string;
}

export type AxisKind = 'longitude' | 'latitude' | 'spectral' | 'stokes' | 'time' | 'linear' | 'unsupported';

export interface Axis {
  /** 0-based */
  readonly index: number;
  readonly ctype: string;
  readonly cunit: string;
  readonly kind: AxisKind;
  /** why an unsupported axis is one */
  readonly reason?: string;
}
