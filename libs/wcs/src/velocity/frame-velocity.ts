import { earthVelocity, sunVelocity, type Velocity } from './earth-velocity.js';
import { siteVelocity } from './site-velocity.js';

/** When and from where something was observed; what is not known is absent. */
export interface Observation {
  /** middle of the exposure */
  readonly mjdUtc?: number;
  readonly mjdTdb?: number;
  /** metres, geocentric: OBSGEO-X, -Y, -Z */
  readonly site?: readonly [x: number, y: number, z: number];
}

/** Frames of SPECSYS that Sodalite converts between. */
export const SPECTRAL_FRAMES = ['TOPOCENT', 'GEOCENTR', 'BARYCENT', 'HELIOCEN', 'LSRK', 'LSRD', 'GALACTOC'] as const;

export type SpectralFrame = (typeof SPECTRAL_FRAMES)[number];

/**
 * How fast the origin of a spectral frame moves against the barycentre of the solar system, m/s along the axes of the ICRS (WCS Paper III, table 12).
 * @returns what is missing, to be read after "needs", where the observation does not say enough
 */
export function frameVelocity(frame: SpectralFrame, observation: Observation): Velocity | string {
  return FRAMES[frame](observation);
}

const TIME = 'the time of the observation (DATE-OBS, MJD-OBS or DATE-AVG)';
const SITE = 'the place of the telescope (OBSGEO-X, OBSGEO-Y and OBSGEO-Z)';

const FRAMES: Readonly<Record<SpectralFrame, (observation: Observation) => Velocity | string>> = {
  BARYCENT: () => [0, 0, 0],
  HELIOCEN: ({ mjdTdb }) => (mjdTdb === undefined ? TIME : sunVelocity(mjdTdb)),
  GEOCENTR: ({ mjdTdb }) => (mjdTdb === undefined ? TIME : earthVelocity(mjdTdb)),
  TOPOCENT({ mjdTdb, mjdUtc, site }) {
    const missing = [...(mjdTdb === undefined ? [TIME] : []), ...(site ? [] : [SITE])];
    if (mjdTdb === undefined || mjdUtc === undefined || !site) return missing.join(' and ');
    return sum(earthVelocity(mjdTdb), siteVelocity(site, mjdUtc));
  },
  // The Sun moves towards the apex: the frame, seen from it, the other way.
  LSRK: () => times(APEX, -20e3),
  LSRD: () => times(galactic([9e3, 12e3, 7e3]), -1),
  GALACTOC: () => times(sum(galactic([9e3, 12e3, 7e3]), galactic([0, 220e3, 0])), -1),
};

const sum = (a: Velocity, b: Velocity): Velocity => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const times = ([x, y, z]: Velocity, factor: number): Velocity => [x * factor, y * factor, z * factor];

/** 18h +30° of B1900 (FK4), where the kinematic standard of rest has its apex, in ICRS as astropy has it. */
const APEX: Velocity = [0.0144998534195173, -0.8658632394858964, 0.5000705997772735];

/** Galactic axes to ICRS: the columns are the directions of longitude 0, 90 and of the pole. */
function galactic([u, v, w]: Velocity): Velocity {
  return [
    -0.0548755604162154 * u + 0.4941094278755837 * v - 0.8676661490190047 * w,
    -0.873437090234885 * u - 0.4448296299600112 * v - 0.1980763734312015 * w,
    -0.4838350155487132 * u + 0.746982244497219 * v + 0.4559837761750669 * w,
  ];
}
