import { UsageError } from '#faults';

/** One tilted ring: radius of its middle and width in arcsec along the major axis. */
export interface Ring {
  readonly radius: number;
  readonly width: number;
  /** of the receding half of the major axis, from north through east */
  readonly paDeg: number;
  readonly inclinationDeg: number;
}

export interface RingsRequest {
  /** middles of the rings in arcsec, or their spacing: then as many as fit before `outermost` */
  readonly radii: readonly number[] | { readonly spacing: number; readonly outermost: number };
  /** arcsec; one for all or one for each ring; without, rings touch */
  readonly widths?: readonly number[];
  /** one for all or one for each */
  readonly paDeg: readonly number[];
  readonly inclinationDeg: readonly number[];
}

export const MOST_RINGS = 10_000;
/** Beyond this a ring is taken as inclined by 89° (kernels §13.2). */
const EDGE_ON = 1e-4;

/** Whether rings are so far inclined that another inclination is taken. */
export const isEdgeOn = (inclinationDeg: number): boolean => Math.cos((inclinationDeg * Math.PI) / 180) <= EDGE_ON;

/** @throws UsageError for radii that do not rise or lists of other lengths */
export function ringsOf({ radii, widths, paDeg, inclinationDeg }: RingsRequest): Ring[] {
  const middles = 'spacing' in radii ? evenly(radii.spacing, radii.outermost) : radii;
  if (middles.length === 0 || middles.length > MOST_RINGS)
    throw new UsageError(`RINGS makes ${middles.length} rings; expected from 1 to ${MOST_RINGS}`);
  if (!middles.every((radius, j) => Number.isFinite(radius) && radius >= 0 && (j === 0 || radius > middles[j - 1])))
    throw new UsageError(`RINGS is ${middles.slice(0, 10).join(' ')}; expected rising radii in arcsec from 0 on`);
  const each = (name: string, values: readonly number[], allowed: (value: number) => boolean, expected: string): readonly number[] => {
    if (!values.every(allowed)) throw new UsageError(`${name} is ${values.slice(0, 10).join(' ')}; expected ${expected}`);
    if (values.length !== 1 && values.length !== middles.length)
      throw new UsageError(`${name} has ${values.length} values for ${middles.length} rings; expected one, or one for each ring`);
    return middles.map((_, j) => values[values.length === 1 ? 0 : j]);
  };
  const wide = widths && each('WIDTH', widths, (value) => value > 0 && Number.isFinite(value), 'arcsec above 0');
  if (!wide && middles.length === 1)
    throw new UsageError('RINGS has one radius and there is no WIDTH; expected the width of the ring in arcsec');
  const pas = each('PA', paDeg, Number.isFinite, 'degrees');
  const inclinations = each('INCLINATION', inclinationDeg, (value) => value >= 0 && value <= 90, 'degrees from 0 to 90');
  return middles.map((radius, j) => ({
    radius,
    width: wide ? wide[j] : touching(middles, j),
    paDeg: pas[j],
    inclinationDeg: isEdgeOn(inclinations[j]) ? 89 : inclinations[j],
  }));
}

/** The last ring is as wide as the one before it. */
const touching = (radii: readonly number[], j: number): number => {
  const at = Math.min(j, radii.length - 2);
  return radii[at + 1] - radii[at];
};

function evenly(spacing: number, outermost: number): number[] {
  if (!(spacing > 0) || !Number.isFinite(spacing)) throw new UsageError(`RINGS is a spacing of ${spacing}; expected arcsec above 0`);
  return Array.from({ length: Math.min(Math.floor(outermost / spacing), MOST_RINGS + 1) }, (_, j) => (j + 0.5) * spacing);
}
