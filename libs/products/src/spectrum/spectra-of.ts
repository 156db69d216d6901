import { DomainError } from '#faults';
import { BinTable, type Header } from '#fits';
import type { Images } from '../image.js';
import { bandOf } from './band-span.js';
import { imageArms, isSky } from './image-arms.js';
import { addTables } from './side-tables.js';
import type { Arm, Spectra } from './spectra.js';
import { tableArm } from './table-arms.js';

/** Grids that are looked at for the band of a whole file; of more, some that are evenly spread. */
const MOST_GRIDS = 256;

/**
 * The spectra of a file: images with a spectral axis and no map of the sky, or binary tables. Reads headers, and the coordinates that
 * stand in arrays or columns (bounded, see bandSpan).
 * @returns undefined when there is no spectrum that Sodalite knows; `reason` tells of spectra without wavelengths
 * @throws DamagedError, LimitError; the reason of the signal
 */
export async function spectraOf({ file, images }: Images, signal?: AbortSignal): Promise<Spectra | undefined> {
  if (images.some(isSky)) return undefined;
  const primary = file.hdus[0].header;
  const { tables, damage } = tablesOf(file);
  const fromImages = await imageArms(file.source, images, primary, signal);
  const arms = fromImages.length > 0 ? addTables(fromImages, tables) : await tableArms(tables, primary, signal);
  if (arms.length === 0 && images.length === 0 && damage) throw damage;
  if (arms.length === 0) return undefined;
  const bands = [];
  for (const arm of arms) bands.push(...(await bandsOf(arm, signal)));
  const reasons = arms.flatMap((arm) => arm.grid(0).reason ?? []);
  return {
    file,
    images,
    arms,
    bandMetres: bands.length > 0 ? [Math.min(...bands.map(([low]) => low)), Math.max(...bands.map(([, high]) => high))] : undefined,
    samples: arms.reduce((sum, { samples }) => sum + samples, 0),
    count: Math.max(...arms.map(({ spectra }) => spectra)),
    reason: bands.length > 0 ? undefined : (reasons[0] ?? 'no sample has a wavelength above 0'),
    notes: [...new Set(arms.flatMap(({ notes }) => notes))],
    keptBytes: arms.reduce((sum, { keptBytes = 0 }) => sum + keptBytes, 0),
  };
}

/** The binary tables that can be opened. One that is damaged may have nothing to do with the spectra. */
function tablesOf({ hdus, source }: Images['file']): { tables: BinTable[]; damage?: DomainError } {
  const tables: BinTable[] = [];
  let damage: DomainError | undefined;
  for (const hdu of hdus) {
    if (hdu.kind !== 'bintable' || hdu.header.logical('ZTABLE') === true) continue;
    try {
      tables.push(BinTable.of(source, hdu));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      damage ??= error;
    }
  }
  return { tables, damage };
}

async function tableArms(tables: readonly BinTable[], primary: Header, signal?: AbortSignal): Promise<Arm[]> {
  const arms: Arm[] = [];
  for (const table of tables) {
    signal?.throwIfAborted();
    const arm = await tableArm(table, primary, signal);
    if (arm) arms.push(arm);
  }
  return arms;
}

async function bandsOf(arm: Arm, signal?: AbortSignal): Promise<(readonly [number, number])[]> {
  const grids = arm.shared ? 1 : Math.min(arm.spectra, MOST_GRIDS);
  const bands = [];
  for (let k = 0; k < grids; k++) {
    const spectrum = grids === 1 ? 0 : Math.round((k * (arm.spectra - 1)) / (grids - 1));
    const band = await bandOf(arm.grid(spectrum), signal);
    if (band) bands.push(band);
  }
  return bands;
}
