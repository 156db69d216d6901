import type { SpectralCoordinates } from './spectral-coordinates.js';

const CONVENTIONS = { radio: 'RADI', optical: 'OPTI', relativistic: 'RELA' } as const;
const FRAMES: Readonly<Record<string, string>> = { LSRK: 'LSR', BARYCENT: 'HEL', HELIOCEN: 'HEL', TOPOCENT: 'OBS', LSRD: 'LSD', GEOCENTR: 'GEO', GALACTOC: 'GAL', SOURCE: 'SOU' }; // prettier-ignore

/** VELDEF: convention and frame, the same in every product; undefined where the coordinate is no velocity. */
export function velocityDefinition({ doppler, specsys = '' }: SpectralCoordinates): string | undefined {
  if (!doppler) return undefined;
  const frame = FRAMES[specsys.trim().toUpperCase()];
  return frame ? `${CONVENTIONS[doppler]}-${frame}` : CONVENTIONS[doppler];
}
