import type { BinTable } from '#fits';
import type { Arm } from './spectra.js';

/** Tables about the fibres of a spectrograph go along also when there is one fibre. */
const FIBRES = /^(FIB(RE|ER)S?|FIBERMAP|FIBRE_TABLE|SCORES|PLUGMAP|EXP_FIBERMAP)$/i;

/** Adds the tables of a file to the images that they are about: a row for each sample, or for each spectrum. */
export function addTables(arms: readonly Arm[], tables: readonly BinTable[]): Arm[] {
  return arms.map((arm, k) => {
    const samples = tables.filter(({ rows }) => rows === arm.samples && arms.findIndex((other) => other.samples === rows) === k);
    const spectra = tables.filter(({ rows, hdu }) => rows === arm.spectra && rows !== arm.samples && (rows > 1 || FIBRES.test(hdu.name)));
    const pieces = [
      ...samples.map((table) => ({ kind: 'rows', table, of: 'samples' }) as const),
      ...spectra.map((table) => ({ kind: 'rows', table, of: 'spectra' }) as const),
    ];
    return pieces.length === 0 ? arm : { ...arm, pieces: [...arm.pieces, ...pieces] };
  });
}
