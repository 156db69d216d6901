import { LimitError, UsageError } from '#faults';
import type { Circle, Ellipse } from '#region';
import { parseNumbers } from '../dali/number.js';
import { quote } from '../dali/quote.js';
import { parseCircle } from '../dali/shape.js';
import { assertPositions, parseEllipse, parsePosition } from './aperture-values.js';
import { choiceParameter, flagParameter, numberParameter, single, textParameter, type ValuesOf, wholeParameter } from './cube-parameter.js';

/** Vertices of a path. */
export const MOST_PATH_VERTICES = 1000;

const INTERPOLATIONS = ['nearest', 'bilinear', 'cubic', 'area'] as const;

/** What /cube/pv takes beside the filters (kernels §10). */
export const PV_PARAMETERS = [
  single(
    {
      name: 'PATH',
      datatype: 'double',
      arraysize: '*',
      unit: 'deg',
      description: `Vertices of the path: lon lat lon lat ... (2 to ${MOST_PATH_VERTICES}), ICRS, joined by great circles; or CENTER, or OUTLINE`,
    },
    parsePath,
  ),
  single(
    {
      name: 'CENTER',
      datatype: 'double',
      arraysize: '2',
      xtype: 'point',
      unit: 'deg',
      ucd: 'pos',
      description: 'Middle of a straight path: longitude latitude, ICRS; needs LENGTH, and PA or FIXED',
    },
    (text) => parsePosition('CENTER', text),
  ),
  numberParameter(
    { name: 'PA', unit: 'deg', ucd: 'pos.posAng', description: 'Direction in which the offset grows, from north through east' },
    { example: '30' },
  ),
  numberParameter(
    { name: 'LENGTH', unit: 'arcsec', ucd: 'pos.angDistance', description: 'Length of the path about CENTER' },
    { above: 0, example: '600' },
  ),
  choiceParameter(
    { name: 'FIXED', description: 'Instead of PA: RA (a path along the meridian, northwards) or DEC (along the parallel, eastwards)' },
    ['RA', 'DEC'],
  ),
  textParameter(
    {
      name: 'OUTLINE',
      description: 'Instead of PATH and CENTER, once round: CIRCLE lon lat radius, or ELLIPSE lon lat a b pa, degrees ICRS',
    },
    parseOutline,
  ),
  numberParameter(
    { name: 'WIDTH', unit: 'arcsec', ucd: 'pos.angDistance', description: 'Width across the path that is averaged; default: a line' },
    { least: 0, example: '15' },
  ),
  numberParameter(
    { name: 'SPACING', unit: 'arcsec', ucd: 'pos.angDistance', description: 'Step along the path; default: the size of a pixel' },
    { above: 0, example: '2' },
  ),
  choiceParameter({ name: 'INTERPOLATION', description: `Between pixels: ${INTERPOLATIONS.join(', ')}; default bilinear` }, INTERPOLATIONS),
  choiceParameter({ name: 'COMBINE', description: 'Across WIDTH: mean (default), sum or max' }, ['mean', 'sum', 'max']),
  flagParameter({
    name: 'FIT',
    description: '1 (default): the step is stretched so that the path is a whole number of them; 0: the last one may run over',
  }),
  wholeParameter({ name: 'OVERSAMPLE', description: 'Divides the step across the path; default 1' }, { least: 1, most: 100 }),
  wholeParameter(
    {
      name: 'SPECBIN',
      description: 'Averages so many channels before anything is sampled; what is left behind the last ones is left out; default 1',
    },
    { least: 1, most: 1_048_576 },
  ),
  numberParameter(
    { name: 'PVNAN', description: 'Part of the weight of a sample that must be valid, or it has no value; default 0.5' },
    { least: 0, most: 1, example: '0.5' },
  ),
  choiceParameter(
    {
      name: 'GEOM',
      description:
        'Where the path is straight and its lengths are measured: on the sky (default), or in the plane of the pixels, which must be squares (pixel, as pvextractor)',
    },
    ['sky', 'pixel'],
  ),
  flagParameter({ name: 'REVERSE', description: '1: the spectral axis comes first' }),
  choiceParameter(
    {
      name: 'COMPAT',
      description: 'pvextractor: whole steps only, and the reference pixel, as that package has them; it also has GEOM=pixel',
    },
    ['pvextractor'],
  ),
] as const;

export type PvValues = ValuesOf<typeof PV_PARAMETERS>;

/** What `planPv` makes of a request. */
export interface PvWanted {
  readonly path: PvWantedPath;
  readonly widthArcsec?: number;
  readonly spacingArcsec?: number;
  readonly interpolation?: (typeof INTERPOLATIONS)[number];
  readonly combine?: 'mean' | 'sum' | 'max';
  readonly fit?: boolean;
  readonly oversample?: number;
  readonly reverse?: boolean;
  readonly compat?: 'pvextractor';
  readonly geometry?: 'sky' | 'pixel';
  readonly binChannels?: number;
  readonly leastValid?: number;
}

export type PvWantedPath =
  | { readonly kind: 'polyline'; readonly lonLatDeg: readonly number[] }
  | { readonly kind: 'centre'; readonly lonDeg: number; readonly latDeg: number; readonly paDeg: number; readonly lengthArcsec: number }
  | { readonly kind: 'meridian' | 'parallel'; readonly lonDeg: number; readonly latDeg: number; readonly lengthArcsec: number }
  | { readonly kind: 'outline'; readonly shape: Circle | Ellipse };

/** @throws UsageError when it is not said in one way, and one only, where the slice is */
export function pvWanted(values: PvValues): PvWanted {
  return {
    path: pathOf(values),
    widthArcsec: values.WIDTH,
    spacingArcsec: values.SPACING,
    interpolation: values.INTERPOLATION,
    combine: values.COMBINE,
    fit: values.FIT,
    oversample: values.OVERSAMPLE,
    reverse: values.REVERSE,
    compat: values.COMPAT,
    geometry: values.GEOM,
    binChannels: values.SPECBIN,
    leastValid: values.PVNAN,
  };
}

const FORMS = 'PATH, OUTLINE, or CENTER with LENGTH and PA (or FIXED)';

function pathOf({ PATH, CENTER, PA, LENGTH, FIXED, OUTLINE }: PvValues): PvWantedPath {
  const given = Object.entries({ PATH, CENTER, OUTLINE }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length !== 1) throw new UsageError(`a slice needs ${FORMS}, got ${given.join(' and ') || 'none of them'}`);
  const beside = Object.entries({ PA, LENGTH, FIXED }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (!CENTER && beside.length > 0) throw new UsageError(`${beside.join(', ')} goes with CENTER, got ${given[0]}`);
  if (PATH) return { kind: 'polyline', lonLatDeg: PATH };
  if (OUTLINE) return { kind: 'outline', shape: OUTLINE };
  if (LENGTH === undefined) throw new UsageError('CENTER needs LENGTH, in arcsec, got none');
  if ((PA === undefined) === (FIXED === undefined))
    throw new UsageError(`CENTER needs PA or FIXED, got ${PA === undefined ? 'neither' : 'both'}`);
  if (PA !== undefined) return { kind: 'centre', ...CENTER!, paDeg: PA, lengthArcsec: LENGTH };
  return { kind: FIXED === 'RA' ? 'meridian' : 'parallel', ...CENTER!, lengthArcsec: LENGTH };
}

function parsePath(text: string): readonly number[] {
  const most = 2 * MOST_PATH_VERTICES;
  const numbers = parseNumbers('PATH', text, most);
  if (numbers.length > most) throw new LimitError(`PATH takes up to ${MOST_PATH_VERTICES} vertices, got more`);
  if (numbers.length < 4 || numbers.length % 2 !== 0 || !numbers.every(Number.isFinite))
    throw new UsageError(
      `PATH needs at least two pairs of numbers: longitude latitude longitude latitude ..., in degrees, got ${quote(text)}`,
    );
  assertPositions('PATH', numbers, text);
  return numbers;
}

function parseOutline(text: string): Circle | Ellipse {
  const [, keyword, numbers] = /^\s*(\S*)\s*([^]*)$/.exec(text)!;
  if (/^ellipse$/i.test(keyword)) return parseEllipse(numbers, 'OUTLINE ELLIPSE');
  if (/^circle$/i.test(keyword)) return parseCircle('OUTLINE CIRCLE', numbers) as Circle;
  throw new UsageError(`OUTLINE needs to begin with CIRCLE or ELLIPSE, got ${quote(text)}`);
}
