import type { Headers } from './headers.js';

/** ObsCore 1.1 §3.3.2 wants a level for everything; what is not written is guessed from what has been done to the data. */
export function calibration(isPlaced: boolean, o_ucd: string | null, headers: Headers): { calib_level: number; guesses: string[] } {
  const written = headers.number('CALIBLEV', 'CALIB_LE', 'CALIB_LEVEL');
  if (written !== undefined && Number.isInteger(written) && written >= 0 && written <= 4) return { calib_level: written, guesses: [] };
  if (isPlaced && o_ucd !== null && o_ucd !== 'phot.count')
    return { calib_level: 2, guesses: ['calib_level: 2, with world coordinates and a physical unit'] };
  return { calib_level: 1, guesses: ['calib_level: 1, a standard format with nothing that tells of a calibration'] };
}
