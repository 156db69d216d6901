import { UsageError } from '#faults';
import { parsePosition } from './aperture-values.js';
import { choiceParameter, numberParameter, numbersParameter, repeated, single, type ValuesOf } from './cube-parameter.js';

const SIDES = ['both', 'receding', 'approaching'] as const;

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
    {
      name: 'INCLINATION',
      unit: 'deg',
      description: 'Inclination, 0 is face-on (default), from 89.994 on it counts as 89. One, or one for each ring',
    },
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
  repeated(
    choiceParameter(
      {
        name: 'SIDE',
        description: 'Half of the rings about the PA: both together (default), receding or approaching; repeat it for a table each',
      },
      SIDES,
    ),
  ),
  repeated(
    numbersParameter(
      {
        name: 'SECTOR',
        unit: 'deg',
        description:
          'Azimuths from to in the plane of the rings, from the receding half of the major axis through the east of it; repeat it for a table each, beside those of SIDE',
      },
      {
        least: 2,
        most: 2,
        expected: 'two rising numbers, at most 360 apart',
        check: ([from, to]) => from < to && to - from <= 360,
      },
    ),
  ),
  numberParameter(
    { name: 'DISTANCE', unit: 'Mpc', ucd: 'pos.distance', description: 'Distance, for radii in kpc' },
    { above: 0, example: '7.7' },
  ),
] as const;

export type ProfileValues = ValuesOf<typeof PROFILE_PARAMETERS>;

/** What `planProfile` makes of a request. */
export interface ProfileWanted {
  readonly centre: { readonly lonDeg: number; readonly latDeg: number };
  /** middles of the rings in arcsec; or their spacing, and where the outermost ends */
  readonly radii: readonly number[] | { readonly spacing: number; readonly outermost: number };
  readonly widths?: readonly number[];
  readonly paDeg: readonly number[];
  readonly inclinationDeg: readonly number[];
  readonly sides?: readonly (typeof SIDES)[number][];
  readonly sectors?: readonly (readonly [from: number, to: number])[];
  readonly distanceMpc?: number;
}

/** @throws UsageError without CENTER and rings, and when the rings are said in two ways */
export function profileWanted(values: ProfileValues): ProfileWanted {
  const { CENTER, RINGS, RINGSTEP, RMAX, WIDTH, PA = [0], INCLINATION = [0], SIDE, SECTOR, DISTANCE } = values;
  if (!CENTER) throw new UsageError('CENTER is missing: a profile needs the centre of its rings, longitude latitude in degrees');
  if ((RINGS === undefined) === (RINGSTEP === undefined))
    throw new UsageError(`a profile needs RINGS (radii) or RINGSTEP (a width) with RMAX, got ${RINGS === undefined ? 'neither' : 'both'}`);
  if ((RINGSTEP === undefined) !== (RMAX === undefined)) throw new UsageError('RINGSTEP and RMAX go together, got one of them');
  if (RINGSTEP !== undefined && WIDTH) throw new UsageError('WIDTH is of RINGS, got RINGSTEP, which is the width itself');
  return {
    centre: CENTER,
    radii: RINGS ?? { spacing: RINGSTEP!, outermost: RMAX! },
    widths: WIDTH,
    paDeg: PA,
    inclinationDeg: INCLINATION,
    sides: SIDE && [...new Set(SIDE)],
    sectors: SECTOR?.map(([from, to]) => [from, to] as const),
    distanceMpc: DISTANCE,
  };
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, i) => value >= 0 && (i === 0 || value > values[i - 1]));
}
