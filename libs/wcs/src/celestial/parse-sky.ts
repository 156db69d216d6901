import { UnsupportedError } from '#faults';
import { cosDegrees, sinDegrees } from '../angle.js';
import { sequentDistortion } from '../distortion/parse-distortion.js';
import type { PlaneMap } from '../distortion/plane-map.js';
import { PAIRS, parseFrame } from '../frame/parse-frame.js';
import { numberCard, textCard, type HeaderCards } from '../header-cards.js';
import type { Linear } from '../linear.js';
import type { Projection } from '../projection/projection.js';
import { PROJECTIONS } from '../projection/table.js';
import { unitScale } from '../unit.js';
import type { CelestialCtype } from './celestial-ctype.js';
import { nativeToCelestial } from './native-pole.js';
import { rewrittenCode } from './rewritten-code.js';
import { SkyMap } from './sky-map.js';
import { skyPlane, type SkyOptions } from './sky-plane.js';

export interface Sky {
  readonly map: SkyMap;
  readonly frame: string;
  readonly equinox?: number;
  /** the projection that is computed: SIN for NCP, SFL for GLS, TAN for TPV and TNX, ZPN for ZPX */
  readonly projection: string;
}

/** Everything about a celestial pair but the search for it. `lengths` are NAXISn, 1 for degenerate axes. Throws UnsupportedError. */
export function parseSky(cards: HeaderCards, ctype: CelestialCtype, linear: Linear, lengths: readonly number[], options: SkyOptions): Sky {
  const { lon, lat } = ctype;
  const { alternate } = options;
  const scale = [degreesPer(cards, lon, alternate), degreesPer(cards, lat, alternate)] as const;
  const { parts, context, hasSip } = skyPlane(cards, ctype, linear, lengths, scale, options);
  const crval = [lon, lat].map((axis, k) => (numberCard(cards, `CRVAL${axis + 1}${alternate}`) ?? 0) * scale[k]);
  const { code, lonPv, latPv, sequent } = rewrittenCode(context, ctype.code, crval[1], scale, hasSip);
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
    ...parts,
    sequent: onlyOne(sequent, sequentDistortion(context), ctype.code),
    projection,
    fiducial: lonPv[0] ? fiducialOf(projection, phi0, theta0) : [0, 0],
    rotation,
    frame,
  });
  return { map, frame: frame.name, equinox: frame.equinox, projection: code };
}

/** Throws UnsupportedError for a CUNIT that is none of angle; a blank one is degrees. */
export function degreesPer(cards: HeaderCards, axis: number, alternate: string): number {
  const keyword = `CUNIT${axis + 1}${alternate}`;
  const unit = unitScale(textCard(cards, keyword));
  if (unit && (unit.dimension === 'angle' || unit.dimension === 'none')) return unit.scale;
  throw new UnsupportedError(`${keyword} = '${textCard(cards, keyword)}' is no unit of angle`);
}

function onlyOne(ofCode: PlaneMap | undefined, ofRecords: PlaneMap | undefined, code: string): PlaneMap | undefined {
  if (ofCode && ofRecords) throw new UnsupportedError(`CQDISia asks for a distortion beside that of the code ${code}`);
  return ofCode ?? ofRecords;
}

function fiducialOf(projection: Projection, phi0: number, theta0: number): [number, number] {
  const plane = new Float64Array(2);
  const [sp, cp] = [sinDegrees(phi0), cosDegrees(phi0)];
  const [st, ct] = [sinDegrees(theta0), cosDegrees(theta0)];
  projection.project(Float64Array.of(ct * cp, ct * sp, st), 1, plane);
  if (!plane.every(Number.isFinite))
    throw new UnsupportedError(`the fiducial point φ = ${phi0}, θ = ${theta0} has no place in the projection`);
  return [plane[0], plane[1]];
}
