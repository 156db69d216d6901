import { UnsupportedError } from '#faults';
import { cosDegrees, sinDegrees } from '../angle.js';
import type { DistortionContext } from '../distortion/distortion-context.js';
import type { PlaneMap } from '../distortion/plane-map.js';
import { parseWat } from '../distortion/wat.js';
import { numberCard, type HeaderCards } from '../header-cards.js';
import type { Parameters } from '../projection/projection.js';
import { tpvMap } from './tpv.js';

/** A projection of Paper II with its parameters, and the distortion of its plane. */
export interface Rewritten {
  readonly code: string;
  readonly lonPv: Parameters;
  readonly latPv: Parameters;
  readonly sequent?: PlaneMap;
}

/** What legacy and distorted codes stand for. */
export function rewrittenCode(
  { cards, alternate, lon, lat }: DistortionContext,
  code: string,
  crvalLat: number,
  degrees: readonly [number, number],
  hasSip: boolean,
): Rewritten {
  let lonPv = parameters(cards, lon, alternate);
  let latPv = parameters(cards, lat, alternate);
  // SIP made from a SCAMP solution leaves its PV cards behind (astropy drops them, too, unless they have radial terms)
  if (hasSip && !RADIAL.some((m) => lonPv[m] !== undefined || latPv[m] !== undefined)) lonPv = latPv = [];
  if (code === 'NCP') {
    if (crvalLat === 0) throw new UnsupportedError('the NCP projection has no image of the equator, where CRVAL is');
    return { code: 'SIN', lonPv, latPv: [undefined, 0, cosDegrees(crvalLat) / sinDegrees(crvalLat)] };
  }
  // AIPS' GLS does not turn the sphere: CRVAL moves the origin along its meridian (WCSLIB's celfix)
  if (code === 'GLS') return { code: 'SFL', lonPv: [1, 0, crvalLat], latPv };
  if (code === 'TNX' || code === 'ZPX') {
    const { correction, parameters: projp } = parseWat(cards, lon, lat, degrees);
    if (code === 'TNX') return { code: 'TAN', lonPv, latPv, sequent: correction };
    const length = Math.max(latPv.length, projp.length);
    return { code: 'ZPN', lonPv, latPv: Array.from({ length }, (_, m) => projp[m] ?? latPv[m]), sequent: correction };
  }
  // Before TPV had its name SCAMP wrote TAN; terms beyond the fourth tell it from the offsets of Paper II
  if (code === 'TPV' || (code === 'TAN' && (lonPv.length > 5 || latPv.length > 5))) {
    const tpv = tpvMap(lonPv, latPv);
    if (typeof tpv === 'string') throw new UnsupportedError(tpv);
    return { code: 'TAN', lonPv: [], latPv: [], sequent: tpv };
  }
  return { code, lonPv, latPv };
}

const RADIAL = [3, 11, 23, 39];

/** PVi_m by m, as long as the last one present. */
function parameters(cards: HeaderCards, axis: number, alternate: string): Parameters {
  const found: (number | undefined)[] = [];
  for (let m = 0; m < 40; m++) {
    const value = numberCard(cards, `PV${axis + 1}_${m}${alternate}`);
    if (value !== undefined) found[m] = value;
  }
  return Array.from(found);
}
