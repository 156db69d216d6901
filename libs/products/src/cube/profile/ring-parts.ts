import { UsageError } from '#faults';

export const SIDES = ['both', 'receding', 'approaching'] as const;
export type Side = (typeof SIDES)[number];

/** Azimuths in the plane of a ring from the receding half of its major axis through the east of that, degrees; the first belongs to it, the last does not. */
export type Sector = readonly [from: number, to: number];

/** A part of the rings that has a table of its own. */
export interface RingPart {
  readonly name: string;
  readonly side?: Side;
  readonly sector?: Sector;
}

/** So many fit into the bits of a number. */
const MOST_PARTS = 30;

/** Sides first, then sectors; the whole rings when nothing is said. @throws UsageError */
export function ringParts(sides: readonly Side[] = [], sectors: readonly Sector[] = []): RingPart[] {
  if (!sides.every((side) => SIDES.includes(side))) throw new UsageError(`SIDE is ${sides.join(' ')}; expected ${SIDES.join(', ')}`);
  const wrong = sectors.find(([from, to]) => !(from < to && to - from <= 360));
  if (wrong) throw new UsageError(`SECTOR is ${wrong.join(' ')}; expected two rising azimuths in degrees, at most 360 apart`);
  const named = sectors.map((sector): RingPart => ({ name: `sector ${sector.join(' ')}`, sector }));
  const parts = [...sides.map((side): RingPart => ({ name: side, side })), ...named];
  if (parts.length > MOST_PARTS) throw new UsageError(`${parts.length} values of SIDE and SECTOR are given; expected up to ${MOST_PARTS}`);
  return parts.length > 0 ? parts : [{ name: 'both', side: 'both' }];
}
