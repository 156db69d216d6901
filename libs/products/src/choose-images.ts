import { setImmediate } from 'node:timers/promises';
import { type DomainError, NoOverlapError, UnsupportedError, UsageError } from '#faults';
import type { Hdu } from '#fits';
import { canonical, type Filters } from './filters.js';
import type { Image, Images } from './image.js';
import { cutsOf, extensionText } from './pixel-section.js';
import type { AxisCut } from './section.js';
import { select, type Outcome, type Selection } from './select.js';

/** An image that the filters leave something of. `pieces`: the selection as boxes; several when the planes picked are not evenly spaced. */
export interface Chosen {
  readonly image: Image;
  readonly selection: Selection;
  readonly pieces: readonly Selection[];
}

/**
 * All images that overlap, in the order of the file; others go on between two of them, for a shape of many vertices takes its time.
 * @throws NoOverlapError, UsageError and UnsupportedError as planCutout; the reason of the signal
 */
export async function chooseImages(opened: Images, filters: Filters, signal?: AbortSignal): Promise<[Chosen, ...Chosen[]]> {
  const { name } = opened.file.source;
  if (filters.pixels) return [pixelsOfOne(name, imageOfSection(opened, filters), filters)];
  const outcomes: { image: Image; outcome: Outcome }[] = [];
  for (const image of imagesOf(opened, filters.hdu)) {
    if (outcomes.length > 0) await setImmediate();
    signal?.throwIfAborted();
    outcomes.push({ image, outcome: select(image, filters) });
  }
  const chosen = outcomes.flatMap(({ image, outcome }): Chosen[] =>
    outcome.kind === 'selected' ? [{ image, selection: outcome, pieces: piecesOf(outcome) }] : [],
  );
  if (chosen.length > 0) return chosen as [Chosen, ...Chosen[]];
  if (outcomes.some(({ outcome }) => outcome.kind === 'outside'))
    throw new NoOverlapError(`${canonical(filters)} does not overlap ${name}`);
  const why = outcomes[0].outcome as Outcome & { kind: 'inapplicable' };
  const message = `${why.parameter} cannot be used on ${name}: ${why.reason}`;
  throw why.known ? new UsageError(message) : new UnsupportedError(message);
}

/** A section is of one image: of the extension that it names, else of the first one. */
function imageOfSection(opened: Images, { pixels, hdu }: Filters): Image {
  const extension = pixels?.extension;
  if (extension === undefined) return imagesOf(opened, hdu)[0];
  const named = ({ index, name, version }: Hdu): boolean =>
    typeof extension === 'number'
      ? index === extension
      : name.toUpperCase() === extension.name && (extension.version === undefined || version === extension.version);
  return imagesNamed(opened, `PIXELS: extension ${extensionText(extension)}`, named)[0];
}

function pixelsOfOne(file: string, image: Image, filters: Filters): Chosen {
  const cuts = cutsOf(filters.pixels!, image);
  if (!cuts) throw new NoOverlapError(`${canonical(filters)} does not overlap HDU ${image.hdu.index} of ${file}`);
  const selection: Selection = { kind: 'selected', cuts };
  return { image, selection, pieces: [selection] };
}

function imagesOf(opened: Images, wanted: string | undefined): readonly Image[] {
  if (wanted === undefined) {
    if (opened.images.length === 0) throw nothingToCut(opened);
    return opened.images;
  }
  const number = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const named = (hdu: Hdu) => (number === undefined ? hdu.name.trim().toUpperCase() === wanted.trim().toUpperCase() : hdu.index === number);
  return imagesNamed(opened, `HDU: ${wanted}`, named);
}

function imagesNamed(opened: Images, asked: string, named: (hdu: Hdu) => boolean): readonly Image[] {
  const { images, refused = [], file } = opened;
  const found = images.filter(({ hdu }) => named(hdu));
  if (found.length > 0) return found;
  const unknown = refused.find(({ hdu }) => named(hdu));
  if (unknown) throw unknown.error;
  if (images.length === 0) throw nothingToCut(opened);
  const known = images.map(({ hdu }) => (hdu.name ? `${hdu.index} (${hdu.name.trim()})` : `${hdu.index}`)).join(', ');
  const what = file.hdus.some(named) ? 'is no image with pixels' : 'is not in the file';
  throw new UsageError(`${asked} ${what}; expected one of ${known}`);
}

function nothingToCut({ file, refused = [] }: Images): DomainError {
  return refused[0]?.error ?? new UnsupportedError(`${file.source.name} has no image HDU that can be cut`);
}

/** Evenly spaced planes are one box with a step; others are a box for each plane. */
function piecesOf(selection: Selection): Selection[] {
  if (!selection.planes) return [selection];
  const { axis, indices } = selection.planes;
  const step = indices.length > 1 ? indices[1] - indices[0] : 1;
  const even = indices.every((plane, i) => plane === indices[0] + i * step);
  const cutTo = (first: number, count: number): AxisCut[] =>
    selection.cuts.map((cut, i) => (i === axis ? { size: cut.size, first, count, step: count > 1 ? step : 1 } : cut));
  if (even) return [{ ...selection, cuts: cutTo(indices[0], indices.length) }];
  return indices.map((plane) => ({ ...selection, cuts: cutTo(plane, 1), planes: { axis, indices: [plane] } }));
}
