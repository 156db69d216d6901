import type { Aperture, EdgeMode } from '#region';

export const METHODS = ['mean', 'sum', 'sum_beam', 'median', 'min', 'max', 'rms', 'extrema'] as const;

/** What is told of the pixels of each channel (kernels §12). */
export type SpectrumMethod = (typeof METHODS)[number];

/** One position, ICRS degrees. */
export interface PointPlace {
  readonly kind: 'point';
  readonly lonDeg: number;
  readonly latDeg: number;
  /** the pixel that holds it, or the four around it */
  readonly interpolation: 'nearest' | 'bilinear';
}

/** An annulus about the centre of each aperture, in degrees. */
export interface Background {
  readonly innerDeg: number;
  readonly outerDeg: number;
  readonly statistic: 'mean' | 'median';
}

export interface SpectrumRequest {
  /** a table for each */
  readonly places: readonly (Aperture | PointPlace)[];
  readonly method: SpectrumMethod;
  readonly edge?: EdgeMode;
  /** `scale`: fluxes are multiplied by the part of the aperture that is not valid, when at least 80 % are */
  readonly missing?: 'ignore' | 'scale';
  /** subtracted; its scatter is the noise */
  readonly background?: Background;
  /** noise of a pixel in BUNIT, when there is no background */
  readonly sigma?: number;
  /** fluxes of circles are multiplied by what a point source has beyond them */
  readonly apertureCorrection?: boolean;
}
