import { UnsupportedError } from '#faults';
import { cosDegrees, sinDegrees } from '../angle.js';
import { PAIRS, parseFrame } from '../frame/parse-frame.js';
import { numberCard, textCard, type HeaderCards } from '../header-cards.js';
import type { Linear } from '../linear.js';
import type { Parameters, Projection } from '../projection/projection.js';
import { PROJECTIONS } from '../projection/table.js';
import { unitScale } from '../unit.js';
import type { CelestialCtype } from './celestial-ctype.js';
import { nativeToCelestial } from './native-pole.js';
import type { DistortionContext } from '../distortion/distortion-context.js';
import { priorDistortion, sequentDistortion } from '../distortion/parse-distortion.js';
import type { PlaneMap } from '../distortion/plane-map.js';
import { parseWat } from '../distortion/wat.js';
import type { WcsTables } from '../wcs-tables.js';
import type { PolynomialMap } from './polynomial-map.js';
import { parseSip } from './sip.js';
import { SkyMap } from './sky-map.js';
import { tpvMap } from './tpv.js';

export interface Sky {
  readonly map: SkyMap;
  readonly frame: string;
  readonly equinox?: number;
  /** the projection that is computed: SIN for NCP, SFL for GLS, TAN for TPV and TNX, ZPN for ZPX */
  readonly projection: string;
}

export interface SkyOptions {
  readonly alternate: string;
  readonly tables: WcsTables;
}

/** Everything about a celestial pair but the search for it. `lengths` are NAXISn, 1 for degenerate axes. Throws UnsupportedError. */
export function parseSky(cards: HeaderCards, ctype: CelestialCtype, linear: Linear, lengths: readonly number[], options: SkyOptions): Sky {
  const { lon, lat } = ctype;
  const { alternate, tables } = options;
  const { rows, shift } = planeRows(linear, ctype, lengths);
  const scale = [lon, lat].map((axis) => degreesPer(cards, axis, alternate));
  const matrix = [rows[0] * scale[0], rows[1] * scale[0], rows[2] * scale[1], rows[3] * scale[1]] as const;
  const determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
  if (!(Math.abs(determinant) > 1e-14 * (Math.abs(matrix[0] * matrix[3]) + Math.abs(matrix[1] * matrix[2]))))
    throw new UnsupportedError('the linear transformation of the celestial axes is singular');

  const crval = [lon, lat].map((axis, k) => (numberCard(cards, `CRVAL${axis + 1}${alternate}`) ?? 0) * scale[k]);
  const sip = sipOf(cards, ctype);
  const context: DistortionContext = {
    cards,
    alternate,
    lon,
    lat,
    reference: [linear.referencePixel[lon], linear.referencePixel[lat]],
    degrees: [linear.increments[lon] * scale[0], linear.increments[lat] * scale[1]],
    tables,
  };
  const prior = priorDistortion(context, sip?.corrections() ?? []) ?? sip;
  const { code, lonPv, latPv, sequent } = rewritten(context, ctype.code, crval[1], [scale[0], scale[1]], sip !== undefined);
  const projection = PROJECTIONS.get(code)!(latPv);
  const phi0 = lonPv[1] ?? 0;
  const theta0 = lonPv[2] ?? projection.theta0;
  const rotation = nativeToCelestial({
    lon: crval[0],
    lat: crval[1],
    phi0,
    theta0,
    lonPole: lonPv[3] ?? numberCard(cards, `LONPOLE${alternate}`),
    latPole: lonPv[4] ?? numberCard(cards, `LATPOLE${alternate}`),
  });
  const frame = parseFrame(cards, PAIRS.get(ctype.pair)?.frame, alternate);
  if (typeof frame === 'string') throw new UnsupportedError(frame);
  const map = new SkyMap({
    x0: linear.referencePixel[lon],
    y0: linear.referencePixel[lat],
    matrix,
    inverse: [matrix[3] / determinant, -matrix[1] / determinant, -matrix[2] / determinant, matrix[0] / determinant],
    shift: [shift[0] * scale[0], shift[1] * scale[1]],
    prior,
    sequent: onlyOne(sequent, sequentDistortion(context), ctype.code),
    projection,
    fiducial: lonPv[0] ? planeOf(projection, phi0, theta0) : [0, 0],
    rotation,
    frame,
  });
  return { map, frame: frame.name, equinox: frame.equinox, projection: code };
}

/**
 * The 2 × 2 part of the linear transformation. Other pixel axes may add to it only when they have one pixel: they are held there,
 * and what they add is `shift`.
 */
function planeRows({ size, matrix, referencePixel }: Linear, { lon, lat }: CelestialCtype, lengths: readonly number[]) {
  const rows: number[] = [];
  const shift: number[] = [];
  for (const row of [lon, lat]) {
    rows.push(matrix[row * size + lon], matrix[row * size + lat]);
    let held = 0;
    for (let axis = 0; axis < size; axis++) {
      const element = matrix[row * size + axis];
      if (axis === lon || axis === lat || element === 0) continue;
      if (lengths[axis] > 1)
        throw new UnsupportedError(
          `the celestial axes ${lon + 1} and ${lat + 1} also depend on pixel axis ${axis + 1}, which is not supported`,
        );
      held += element * (0 - referencePixel[axis]);
    }
    shift.push(held);
  }
  return { rows, shift };
}

function degreesPer(cards: HeaderCards, axis: number, alternate: string): number {
  const keyword = `CUNIT${axis + 1}${alternate}`;
  const unit = unitScale(textCard(cards, keyword));
  if (unit && (unit.dimension === 'angle' || unit.dimension === 'none')) return unit.scale;
  throw new UnsupportedError(`${keyword} = '${textCard(cards, keyword)}' is no unit of angle`);
}

function sipOf(cards: HeaderCards, { lon, lat }: CelestialCtype): PolynomialMap | undefined {
  const sip = parseSip(cards);
  if (typeof sip === 'string') throw new UnsupportedError(sip);
  if (sip && lon + lat !== 1)
    throw new UnsupportedError('SIP distortion is defined for axes 1 and 2, and these are not the celestial ones');
  if (sip && lon === 1) return sip.exchanged();
  return sip;
}

/** A projection of Paper II with its parameters, and the distortion of its plane. */
interface Rewritten {
  readonly code: string;
  readonly lonPv: Parameters;
  readonly latPv: Parameters;
  readonly sequent?: PlaneMap;
}

/** What legacy and distorted codes stand for. */
function rewritten(
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

function onlyOne(ofCode: PlaneMap | undefined, ofRecords: PlaneMap | undefined, code: string): PlaneMap | undefined {
  if (ofCode && ofRecords) throw new UnsupportedError(`CQDISia asks for a distortion beside that of the code ${code}`);
  return ofCode ?? ofRecords;
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

function planeOf(projection: Projection, phi0: number, theta0: number): [number, number] {
  const plane = new Float64Array(2);
  const [sp, cp] = [sinDegrees(phi0), cosDegrees(phi0)];
  const [st, ct] = [sinDegrees(theta0), cosDegrees(theta0)];
  projection.project(Float64Array.of(ct * cp, ct * sp, st), 1, plane);
  if (!plane.every(Number.isFinite))
    throw new UnsupportedError(`the fiducial point φ = ${phi0}, θ = ${theta0} has no place in the projection`);
  return [plane[0], plane[1]];
}
