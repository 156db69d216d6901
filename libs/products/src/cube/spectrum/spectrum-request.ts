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

/** The voxels that another dataset keeps: the mask of the cube (MASK). */
export interface MaskPlace {
  readonly kind: 'mask';
  readonly id: string;
}

export interface SpectrumRequest {
  /** a table for each */
  readonly places: readonly (Aperture | PointPlace | MaskPlace)[];
  readonly method: SpectrumMethod;
  readonly edge?: EdgeMode;
  /** `scale`: fluxes are multiplied by the part of the aperture that is not valid, when at least 80 % are */
  readonly missing?: 'ignore' | 'scale';
  /** subtracted; its scatter is the noise */
  readonly background?: Background;
  /** noise of a pixel in BUNIT, when there is no background */
  readonly sigma?: number;
  /** without either: from the companion of the image where there is one, or measured in each channel */
  readonly noise?: 'companion' | 'channel';
  /** fluxes of circles are multiplied by what a point source has beyond them */
  readonly apertureCorrection?: boolean;
}
