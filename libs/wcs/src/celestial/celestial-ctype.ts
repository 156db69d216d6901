import { PAIRS } from '../frame/parse-frame.js';
import { PROJECTIONS } from '../projection/table.js';

/** What the two CTYPEs of a sky say together. */
export interface CelestialCtype {
  /** 0-based axes */
  readonly lon: number;
  readonly lat: number;
  readonly pair: 'equatorial' | 'galactic' | 'ecliptic' | 'supergalactic';
  /** as written: 'TAN', 'NCP', 'TPV' … */
  readonly code: string;
}

/** Finds the celestial pair among the CTYPEs wherever it is; undefined where there is none, or a sentence for each axis that cannot be used. */
export function celestialCtype(
  ctypes: readonly string[],
  name: (axis: number) => string,
): CelestialCtype | Map<number, string> | undefined {
  const parts = ctypes.map(split);
  const axes = parts.flatMap((part, axis) => (part ? [axis] : []));
  if (axes.length === 0) return undefined;
  const refuse = (why: (axis: number) => string) => new Map(axes.map((axis) => [axis, `${name(axis)} ${why(axis)}`]));
  if (axes.length === 1)
    return refuse((axis) => `has no partner: a sky needs a longitude and a latitude axis, and there is only the ${parts[axis]?.kind}`);
  const lon = axes.find((axis) => parts[axis]?.kind === 'longitude');
  const lat = axes.find((axis) => parts[axis]?.kind === 'latitude');
  const one = lon === undefined ? undefined : parts[lon];
  const two = lat === undefined ? undefined : parts[lat];
  if (axes.length > 2 || !one || !two)
    return refuse(() => `is one of ${axes.length} celestial axes, where a longitude and a latitude are expected`);
  if (one.system !== two.system || one.code !== two.code) return refuse((axis) => `does not belong to ${name(axis === lon ? lat! : lon!)}`);
  const pair = ['equatorial', 'galactic', 'ecliptic', 'supergalactic'].find((known) => PAIRS.get(known)?.longitude === one.system);
  if (!pair) return refuse(() => `is of a coordinate system that is not supported; supported are RA/DEC, GLON/GLAT, ELON/ELAT, SLON/SLAT`);
  if (one.code === '') return refuse(() => `names no projection`);
  if (!PROJECTIONS.has(one.code) && !REWRITTEN.has(one.code))
    return refuse(
      () => `has the projection '${one.code}', which is not supported; supported are ${[...PROJECTIONS.keys(), ...REWRITTEN].join(', ')}`,
    );
  const faces = CUBES.has(one.code) ? ctypes.findIndex((ctype) => /^CUBEFACE$/i.test(ctype)) : -1;
  if (faces >= 0) return refuse(() => `has the faces of its cube on axis ${faces + 1} (CUBEFACE), which is not supported`);
  return { lon: lon!, lat: lat!, pair: pair as CelestialCtype['pair'], code: one.code };
}

/** Codes that stand for another projection with parameters or a distortion, and for a table. */
const REWRITTEN = new Set(['NCP', 'GLS', 'TPV', 'TNX', 'ZPX', 'TAB']);

const CUBES = new Set(['TSC', 'CSC', 'QSC']);

/** `system` is the longitude's name for both axes of a pair. */
function split(ctype: string): { kind: 'longitude' | 'latitude'; system: string; code: string } | undefined {
  const match = /^(RA|DEC|[A-Z]LON|[A-Z]LAT|[A-Z]{2}L[NT])(?:-+([A-Z]{3})(?:-SIP)?)?-*$/.exec(ctype.toUpperCase());
  if (!match) return undefined;
  const [, name, code = ''] = match;
  const longitude = name === 'DEC' ? 'RA' : name.replace(/LAT$/, 'LON').replace(/LT$/, 'LN');
  return { kind: longitude === name ? 'longitude' : 'latitude', system: longitude, code };
}
