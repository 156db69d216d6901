import { UsageError } from '#faults';
import { parsePosition } from './aperture-values.js';
import { choiceParameter, numberParameter, numbersParameter, single, type ValuesOf } from './cube-parameter.js';

/** Radii, or values for each, that are read at all. */
const MOST_VALUES = 10_000;

/** What /cube/profile takes beside the filters (kernels §13). */
export const PROFILE_PARAMETERS = [
  single(
    {
      name: 'CENTER',
      datatype: 'double',
      arraysize: '2',
      xtype: 'point',
      unit: 'deg',
      ucd: 'pos',
      description: 'Centre of the rings: longitude latitude, ICRS. Required.',
    },
    (text) => parsePosition('CENTER', text),
  ),
  numbersParameter(
    {
      name: 'PA',
      unit: 'deg',
      ucd: 'pos.posAng',
      description: 'Position angle of the receding half of the major axis, from north through east; default 0. One, or one for each ring',
    },
    { least: 1, most: MOST_VALUES, expected: 'one number, or one for each ring' },
  ),
  numbersParameter(
    { name: 'INCLINATION', unit: 'deg', description: 'Inclination, 0 is face-on (default). One, or one for each ring' },
    {
      least: 1,
      most: MOST_VALUES,
      expected: 'numbers from 0 to 90',
      check: (values) => values.every((value) => value >= 0 && value <= 90),
    },
  ),
  numbersParameter(
    {
      name: 'RINGS',
      unit: 'arcsec',
      ucd: 'pos.angDistance',
      description: `Radii of the middles of the rings along the major axis, rising, up to ${MOST_VALUES}; or RINGSTEP`,
    },
    { least: 1, most: MOST_VALUES, expected: 'rising radii from 0 on', check: isRising },
  ),
  numberParameter(
    {
      name: 'RINGSTEP',
      unit: 'arcsec',
      ucd: 'pos.angDistance',
      description: 'Width of rings that touch each other, from the centre out to RMAX',
    },
    { above: 0, example: '10' },
  ),
  numberParameter(
    { name: 'RMAX', unit: 'arcsec', ucd: 'pos.angDistance', description: 'Outer edge of the outermost ring, with RINGSTEP' },
    { above: 0, example: '300' },
  ),
  numbersParameter(
    {
      name: 'WIDTH',
      unit: 'arcsec',
      ucd: 'pos.angDistance',
      description: 'Widths of RINGS; default: rings touch. One, or one for each ring',
    },
    { least: 1, most: MOST_VALUES, expected: 'numbers above 0', check: (values) => values.every((value) => value > 0) },
  ),
  choiceParameter({ name: 'SIDE', description: 'Half of the rings about the PA: both (default), receding or approaching' }, [
    'both',
    'receding',
    'approaching',
  ]),
] as const;

export type ProfileValues = ValuesOf<typeof PROFILE_PARAMETERS>;

/** Rings as `planProfile` takes them. */
export interface RingsWanted {
  readonly radii: readonly number[] | { readonly spacing: number; readonly outermost: number };
  readonly widths?: readonly number[];
  readonly paDeg: readonly number[];
  readonly inclinationDeg: readonly number[];
}

/** What `planProfile` makes of a request. */
export interface ProfileWanted {
  readonly centre: { readonly lonDeg: number; readonly latDeg: number };
  readonly rings: RingsWanted;
  readonly side: 'both' | 'receding' | 'approaching';
}

/** @throws UsageError without CENTER and rings, and for what does not go together */
export function profileWanted(values: ProfileValues): ProfileWanted {
  if (!values.CENTER) throw new UsageError('CENTER is missing: a profile needs the centre of its rings, longitude latitude in degrees');
  return { centre: values.CENTER, rings: ringsWanted(values), side: values.SIDE ?? 'both' };
}

/** @throws UsageError without rings, and when the rings are said in two ways */
function ringsWanted({ RINGS, RINGSTEP, RMAX, WIDTH, PA = [0], INCLINATION = [0] }: ProfileValues): RingsWanted {
  if ((RINGS === undefined) === (RINGSTEP === undefined))
    throw new UsageError(`a profile needs RINGS (radii) or RINGSTEP (a width) with RMAX, got ${RINGS === undefined ? 'neither' : 'both'}`);
  if ((RINGSTEP === undefined) !== (RMAX === undefined)) throw new UsageError('RINGSTEP and RMAX go together, got one of them');
  if (RINGSTEP !== undefined && WIDTH) throw new UsageError('WIDTH is of RINGS, got RINGSTEP, which is the width itself');
  const radii = RINGS ?? { spacing: RINGSTEP!, outermost: RMAX! };
  return { radii, widths: WIDTH, paDeg: PA, inclinationDeg: INCLINATION };
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, i) => value >= 0 && (i === 0 || value > values[i - 1]));
}
