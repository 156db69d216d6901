import { UsageError } from '#faults';
import type { Aperture } from '#region';
import { parseShapes } from '../dali/shape.js';
import { parseAnnulus, parseEllipse, parsePosition } from './aperture-values.js';
import {
  choiceParameter,
  flagParameter,
  type Named,
  numberParameter,
  numbersParameter,
  repeated,
  single,
  type ValuesOf,
} from './cube-parameter.js';
import { MASK } from './shared-parameters.js';

const shapeOf = <const Name extends 'CIRCLE' | 'POLYGON'>(name: Name, arraysize: string, description: string) =>
  repeated(
    single(
      { name, datatype: 'double', arraysize, xtype: name.toLowerCase(), unit: 'deg', ucd: 'pos.outline;obs', description },
      (text) => parseShapes([{ parameter: name, text }])[0] as Aperture,
    ),
  );

const aperture = <const Name extends string>(name: Name, arraysize: string, description: string, parse: (text: string) => Aperture) =>
  repeated(single({ name, datatype: 'double', arraysize, unit: 'deg', description }, parse));

export const SPECTRUM_METHODS = ['mean', 'sum', 'sum_beam', 'median', 'min', 'max', 'rms', 'extrema'] as const;

const EXACT = 'pixels count with the part of them that is inside';

/** What /cube/spectrum takes beside the filters (kernels §12). */
export const SPECTRUM_PARAMETERS = [
  shapeOf('CIRCLE', '3', `Aperture: longitude latitude radius, ICRS; ${EXACT}. Repeat it, or other apertures, for several spectra.`),
  aperture(
    'ELLIPSE',
    '5',
    'Aperture: longitude latitude a b pa, ICRS; semi-axes, and the position angle of a from north through east',
    parseEllipse,
  ),
  shapeOf('POLYGON', '*', 'Aperture: longitude latitude of each vertex, ICRS, implicitly closed'),
  aperture('ANNULUS', '4', 'Aperture: longitude latitude inner outer, ICRS', parseAnnulus),
  pointParameter(),
  {
    ...MASK,
    description:
      'Aperture: identifier of another dataset, an image or a cube, whose voxels that are neither zero nor blank are the aperture. Of another grid the nearest pixel and channel are taken',
  },
  choiceParameter(
    { name: 'INTERPOLATION', description: 'At a POINT: the pixel that holds it (nearest, default), or the four around it (bilinear)' },
    ['nearest', 'bilinear'],
  ),
  choiceParameter(
    {
      name: 'METHOD',
      description:
        'Of the pixels in each channel: mean (default), sum, sum_beam (flux: Jy of Jy/beam, K sr of K), median, min, max, rms, extrema (the value farthest from 0)',
    },
    SPECTRUM_METHODS,
  ),
  choiceParameter(
    {
      name: 'EDGE',
      description: 'Pixels at the edge of an aperture: the exact part of them (exact, default), or all or nothing by their centre (center)',
    },
    ['exact', 'center'],
  ),
  choiceParameter(
    { name: 'NANPOL', description: 'Blank pixels: ignore (default), or scale the flux up by them when at least 80 % are valid' },
    ['ignore', 'scale'],
  ),
  numbersParameter(
    {
      name: 'BACKGROUND',
      unit: 'deg',
      description:
        'Radii inner outer of an annulus about the centre of each aperture, whose level is subtracted and whose scatter is the noise',
    },
    {
      least: 2,
      most: 2,
      expected: 'two numbers: inner outer, rising from 0 on',
      check: ([inner, outer]) => inner >= 0 && inner < outer && outer < 90,
    },
  ),
  choiceParameter({ name: 'BGSTAT', description: 'Level of the BACKGROUND: mean (default) or median' }, ['mean', 'median']),
  numberParameter(
    { name: 'SIGMA', description: 'Noise of a pixel in BUNIT for the errors; without it and a BACKGROUND it comes from NOISE' },
    { above: 0, example: '0.0012' },
  ),
  choiceParameter(
    {
      name: 'NOISE',
      description:
        'Noise of a pixel for the errors, without SIGMA and BACKGROUND: of variances or errors beside the image (companion, default where there are such), or measured in each channel (channel, default otherwise)',
    },
    ['companion', 'channel'],
  ),
  flagParameter({ name: 'APCORR', description: '1: fluxes of circles are multiplied by what a point source has beyond them' }),
] as const;

export type SpectrumValues = ValuesOf<typeof SPECTRUM_PARAMETERS>;

/** What `planApertureSpectrum` makes of a request. */
export interface SpectrumWanted {
  readonly places: readonly (
    | Aperture
    | { readonly kind: 'point'; readonly lonDeg: number; readonly latDeg: number; readonly interpolation: 'nearest' | 'bilinear' }
    | { readonly kind: 'mask'; readonly id: string }
  )[];
  readonly method: (typeof SPECTRUM_METHODS)[number];
  readonly edge?: 'exact' | 'center';
  readonly missing?: 'ignore' | 'scale';
  readonly background?: { readonly innerDeg: number; readonly outerDeg: number; readonly statistic: 'mean' | 'median' };
  readonly sigma?: number;
  readonly noise?: 'companion' | 'channel';
  readonly apertureCorrection?: boolean;
}

/** @throws UsageError without an aperture, and for what does not go together */
export function spectrumWanted(values: SpectrumValues): SpectrumWanted {
  const {
    CIRCLE = [],
    ELLIPSE = [],
    POLYGON = [],
    ANNULUS = [],
    POINT = [],
    INTERPOLATION: interpolation = 'nearest',
    BACKGROUND,
  } = values;
  const points = POINT.map((position) => ({ kind: 'point' as const, ...position, interpolation }));
  const masks = values.MASK === undefined ? [] : [{ kind: 'mask' as const, id: values.MASK }];
  const places = [...CIRCLE, ...ELLIPSE, ...POLYGON, ...ANNULUS, ...points, ...masks];
  if (places.length === 0) throw new UsageError('a spectrum needs an aperture: CIRCLE, ELLIPSE, POLYGON, ANNULUS, POINT or MASK, got none');
  if (values.INTERPOLATION !== undefined && points.length === 0) throw new UsageError('INTERPOLATION is for a POINT, got none');
  if (values.BGSTAT !== undefined && !BACKGROUND) throw new UsageError('BGSTAT needs a BACKGROUND, got none');
  if (values.SIGMA !== undefined && BACKGROUND) throw new UsageError('SIGMA and BACKGROUND both say what the noise is; give one of them');
  if (values.NOISE !== undefined && (BACKGROUND || values.SIGMA !== undefined))
    throw new UsageError('NOISE, SIGMA and BACKGROUND all say what the noise is; give one of them');
  return {
    places,
    method: values.METHOD ?? 'mean',
    edge: values.EDGE,
    missing: values.NANPOL,
    background: BACKGROUND && { innerDeg: BACKGROUND[0], outerDeg: BACKGROUND[1], statistic: values.BGSTAT ?? 'mean' },
    sigma: values.SIGMA,
    noise: values.NOISE,
    apertureCorrection: values.APCORR,
  };
}

function pointParameter(): Named<'POINT', readonly Pick<Extract<Aperture, { kind: 'circle' }>, 'lonDeg' | 'latDeg'>[]> {
  const definition = { name: 'POINT', datatype: 'double', arraysize: '2', xtype: 'point', unit: 'deg', ucd: 'pos' } as const;
  return repeated(
    single({ ...definition, description: 'A position instead of an aperture: longitude latitude, ICRS' }, (text) =>
      parsePosition('POINT', text),
    ),
  );
}
