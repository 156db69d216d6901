import { setImmediate } from 'node:timers/promises';
import { LimitError, NoOverlapError, UnsupportedError, UsageError } from '#faults';
import { shapesIntersect, type Span } from '#region';
import { canonical, type Filters } from '../filters.js';
import { PlanRoom } from '../plan-room.js';
import { bandSpan } from './band-span.js';
import { Choice } from './choice.js';
import { timeOf } from './place.js';
import { placesOf } from './places.js';
import type { Arm, Spectra } from './spectra.js';

/** What the filters leave of an arm. */
export interface ArmCut {
  readonly arm: Arm;
  readonly spectra: Choice;
}

/**
 * Applies every filter to the spectra of a file (kernels.md §5). Where spectra have different grids, each is cut by itself.
 * @throws NoOverlapError when nothing is left; UsageError for a filter about what spectra do not have; UnsupportedError, with the reason
 * by name, when the file does not tell the wavelengths, the place or the time that a filter is about; LimitError
 * @param room for all plans of the request
 */
export async function chooseSamples(
  spectra: Spectra,
  filters: Filters,
  signal?: AbortSignal,
  room = new PlanRoom(),
): Promise<readonly [ArmCut, ...ArmCut[]]> {
  const { name } = spectra.file.source;
  if (filters.pols) throw new UsageError(`POL cannot be used on ${name}: there is no polarization axis, it holds spectra`);
  if (filters.pixels) throw new UsageError(`PIXELS cannot be used on ${name}: it is for images; CHANNEL picks the samples of spectra`);
  if (filters.bandMetres && spectra.reason !== undefined) throw new UnsupportedError(`BAND cannot be used on ${name}: ${spectra.reason}`);
  const cuts: ArmCut[] = [];
  for (const arm of armsOf(spectra, filters.hdu)) {
    const chosen = await choose(arm, spectra, filters, room, signal);
    if (chosen) cuts.push(chosen);
  }
  if (cuts.length === 0) throw new NoOverlapError(`${canonical(filters)} does not overlap ${name}`);
  return cuts as [ArmCut, ...ArmCut[]];
}

function armsOf({ arms, file }: Spectra, wanted: string | undefined): readonly Arm[] {
  if (wanted === undefined) return arms;
  const hduOf = (piece: Arm['pieces'][number]) => (piece.kind === 'image' ? piece.image.hdu : piece.table.hdu);
  const isWanted = ({ index, name }: ReturnType<typeof hduOf>) =>
    /^\d+$/.test(wanted) ? index === Number(wanted) : name.trim().toUpperCase() === wanted.trim().toUpperCase();
  const found = arms.filter(({ pieces }) => pieces.some((piece) => isWanted(hduOf(piece))));
  if (found.length > 0) return found;
  const known = arms.map(({ hdu }) => (hdu.name ? `${hdu.index} (${hdu.name.trim()})` : `${hdu.index}`)).join(', ');
  const what = file.hdus.some(isWanted) ? 'holds no spectrum' : 'is not in the file';
  throw new UsageError(`HDU: ${wanted} ${what}; expected one of ${known}`);
}

/** Others go on between so many spectra. */
const TURN = 256;

/** Coordinates of that many samples are read to find a band: 2 GiB of doubles, a block at a time. */
const MOST_VALUES = 2 ** 28;

async function choose(
  arm: Arm,
  file: Spectra,
  { shape, bandMetres, timeMjd, channels }: Filters,
  room: PlanRoom,
  signal?: AbortSignal,
): Promise<ArmCut | undefined> {
  const { source, hdus } = file.file;
  if (timeMjd) {
    const time = timeOf([arm.hdu.header, hdus[0].header]);
    if (!time) throw new UnsupportedError(`TIME cannot be used on ${source.name}: the header does not tell when the spectrum was taken`);
    if (time[1] < timeMjd[0] || time[0] > timeMjd[1]) return undefined;
  }
  const places = shape && (await placesOf(arm, file, signal));
  if (shape && !places)
    throw new UnsupportedError(
      `${shape.parameter} cannot be used on ${source.name}: there are no celestial axes, and the header does not tell where the spectrum was taken`,
    );
  if (bandMetres && !arm.shared && !arm.grid(0).map && arm.samples * arm.spectra > MOST_VALUES) {
    const what = `${arm.spectra} spectra of ${arm.samples} samples with wavelengths of their own`;
    throw new LimitError(`BAND cannot be used on ${source.name}: ${what} are too many to look through, the most is ${MOST_VALUES} samples`);
  }
  const wanted = channels && { first: channels[0] - 1, last: channels[1] - 1 };
  const left = (span: Span | undefined): Span | undefined => (span && wanted ? within(span, wanted) : span);
  const all = { first: 0, last: arm.samples - 1 };
  const isOwn = bandMetres !== undefined && !arm.shared;
  const shared = isOwn ? undefined : left(bandMetres ? await bandSpan(arm.grid(0), bandMetres, signal) : all);
  if (!isOwn && !shared) return undefined;
  if (shared && !places) return { arm, spectra: Choice.all(arm.spectra, shared) };
  const what = `the choices among the ${arm.spectra} spectra of ${source.name}`;
  const spectra = new Choice((bytes) => room.take(bytes, what));
  for (let spectrum = 0; spectrum < arm.spectra; spectrum++) {
    if (spectrum % TURN === TURN - 1) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const place = places?.(spectrum);
    if (shape && (!place || !shapesIntersect(shape.shape, { kind: 'circle', ...place }))) continue;
    const span = shared ?? left(await spanOf(arm, spectrum, bandMetres!, signal));
    if (span) spectra.add(spectrum, span);
  }
  return spectra.count === 0 ? undefined : { arm, spectra };
}

async function spanOf(arm: Arm, spectrum: number, band: readonly [number, number], signal?: AbortSignal): Promise<Span | undefined> {
  const grid = arm.grid(spectrum);
  return grid.reason === undefined ? bandSpan(grid, band, signal) : undefined;
}

function within(a: Span, b: Span): Span | undefined {
  const [first, last] = [Math.max(a.first, b.first), Math.min(a.last, b.last)];
  return first <= last ? { first, last } : undefined;
}
