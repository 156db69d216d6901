import { createHash } from 'node:crypto';
import { NoOverlapError, UnsupportedError, UsageError } from '#faults';
import { Header, type Hdu, type HeaderEditor } from '#fits';
import { cutBeams, isBeamsTable } from './beams.js';
import { Body, type Part } from './body.js';
import { cutHeader } from './cut-header.js';
import { canonical, type Filters } from './filters.js';
import type { Image, Images } from './image.js';
import { addPixelRanges, addProvenance, type Provenance } from './provenance.js';
import { sectionOf, type AxisCut } from './section.js';
import { select, type Outcome, type Selection } from './select.js';

/** A cutout whose every byte is known where to find, before any pixel is read. */
export interface CutoutPlan {
  readonly body: Body;
  /** strong: a pure function of the source's bytes, the request and the version of Sodalite */
  readonly etag: string;
  readonly fileName: string;
  readonly contentType: 'application/fits';
}

type Origin = Omit<Provenance, 'request' | 'sourceModified'>;

/**
 * Plans the part of a file that the filters leave: all image HDUs that overlap, below the primary header of the file (SODA 1.0;
 * kernels.md §5). Reads at most a table of beams.
 * @throws NoOverlapError when the filters leave no pixel; UsageError when no image has an axis that a filter is about, or HDU names
 * none; UnsupportedError when such an axis is there but not understood; DamagedError
 */
export async function planCutout({ file, images }: Images, filters: Filters, origin: Origin, signal?: AbortSignal): Promise<CutoutPlan> {
  const { source, hdus } = file;
  const request = canonical(filters);
  const chosen = chooseSelections(source.name, imagesOf(source.name, images, hdus, filters.hdu), filters);
  const provenance: Provenance = { ...origin, request, sourceModified: source.lastModified };
  const parts: Part[] = [];
  // A file with one image, in its primary HDU, stays so; anything else becomes the primary header and its extensions.
  const single = images.length === 1 && images[0].hdu.index === 0 && chosen[0].pieces.length === 1;
  const primary = hdus[0];
  const inPrimary = chosen.find(({ image, pieces }) => image.hdu === primary && pieces.length === 1);
  const first = inPrimary ? cutHeader(inPrimary.image, inPrimary.pieces[0].cuts) : withoutData(primary);
  addProvenance(first, provenance, (keyword) => primary.header.has(keyword));
  const beams = hdus.filter(isBeamsTable);
  if (!single || beams.length > 0) first.set('EXTEND', true);
  if (inPrimary) addPixelRanges(first, inPrimary.image, inPrimary.pieces[0]);
  parts.push(bytes(first.toBytes()));
  if (inPrimary) parts.push(...dataOf(inPrimary.image, inPrimary.pieces[0].cuts));
  for (const { image, pieces } of chosen) {
    if (inPrimary?.image === image) continue;
    for (const piece of pieces) {
      const editor = asExtension(cutHeader(image, piece.cuts), image.hdu);
      addPixelRanges(editor, image, piece);
      parts.push(bytes(editor.toBytes()), ...dataOf(image, piece.cuts));
    }
  }
  for (const table of beams) parts.push(...(await beamsOf(chosen[0], table)));
  const etag = createHash('sha256').update(`${source.etag}\n${request}\n${origin.sourceId}\n${origin.creator}`).digest('hex').slice(0, 32);
  return {
    body: new Body(source, parts),
    etag,
    fileName: `${stem(source.name)}_cutout_${etag.slice(0, 8)}.fits`,
    contentType: 'application/fits',
  };

  async function beamsOf({ image, selection }: Chosen, table: Hdu): Promise<Part[]> {
    const { spectral } = image.wcs;
    const cut = spectral && selection.cuts[spectral.axis];
    const whole = (!cut || cut.count === cut.size) && !selection.planes;
    const channels = cut && { first: cut.first, last: cut.first + cut.count - 1 };
    const pieces = whole ? undefined : await cutBeams(source, table, { channels, planes: selection.planes?.indices }, signal);
    if (pieces) return pieces.map(bytes);
    const length = table.dataLength;
    const data: Part = { kind: 'section', section: { offset: table.dataOffset, runBytes: length, runs: 1, dims: [] } };
    return [bytes(table.header.edit().toBytes()), data, { kind: 'zeros', length: table.paddedDataLength - length }];
  }
}

/** `pieces`: the selection as boxes; several when the planes picked are not evenly spaced. */
interface Chosen {
  readonly image: Image;
  readonly selection: Selection;
  readonly pieces: readonly Selection[];
}

function imagesOf(file: string, images: readonly Image[], hdus: readonly Hdu[], wanted: string | undefined): readonly Image[] {
  if (wanted === undefined) {
    if (images.length === 0) throw new UnsupportedError(`${file} has no image HDU that can be cut`);
    return images;
  }
  const number = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const named = (hdu: Hdu) => (number === undefined ? hdu.name.trim().toUpperCase() === wanted.trim().toUpperCase() : hdu.index === number);
  const found = images.filter(({ hdu }) => named(hdu));
  if (found.length > 0) return found;
  const known = images.map(({ hdu }) => (hdu.name ? `${hdu.index} (${hdu.name.trim()})` : `${hdu.index}`)).join(', ') || 'none';
  const what = hdus.some(named) ? 'is no image with pixels' : 'is not in the file';
  throw new UsageError(`HDU: ${wanted} ${what}; expected one of ${known}`);
}

function chooseSelections(file: string, images: readonly Image[], filters: Filters): [Chosen, ...Chosen[]] {
  const outcomes = images.map((image) => ({ image, outcome: select(image, filters) }));
  const chosen = outcomes.flatMap(({ image, outcome }): Chosen[] =>
    outcome.kind === 'selected' ? [{ image, selection: outcome, pieces: piecesOf(outcome) }] : [],
  );
  if (chosen.length > 0) return chosen as [Chosen, ...Chosen[]];
  if (outcomes.some(({ outcome }) => outcome.kind === 'outside'))
    throw new NoOverlapError(`${canonical(filters)} does not overlap ${file}`);
  const why = outcomes[0].outcome as Outcome & { kind: 'inapplicable' };
  const message = `${why.parameter} cannot be used on ${file}: ${why.reason}`;
  throw why.known ? new UsageError(message) : new UnsupportedError(message);
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

/** The primary header when its pixels, if it has any, are not part of the result. */
function withoutData({ header }: Hdu): HeaderEditor {
  const editor = header
    .edit()
    .set('NAXIS', 0)
    .remove(/^NAXIS\d+$/);
  for (const keyword of ['DATAMIN', 'DATAMAX', 'CHECKSUM', 'DATASUM', 'BLANK']) editor.remove(keyword);
  return editor;
}

/** A header that was the primary one begins as an extension's does (Standard §4.4.1.2); others stay. */
function asExtension(editor: HeaderEditor, hdu: Hdu): HeaderEditor {
  if (hdu.index > 0) return editor;
  const header = editor.toBytes();
  Buffer.from(header.buffer).write("XTENSION= 'IMAGE   '           / image extension".padEnd(80), 0, 'latin1');
  const changed = Header.parse(header, { file: 'cutout' }).edit();
  const naxis = hdu.header.integer('NAXIS') ?? 0;
  changed.insertAfter(naxis > 0 ? `NAXIS${naxis}` : 'NAXIS', 'PCOUNT', 0, 'no heap').insertAfter('PCOUNT', 'GCOUNT', 1, 'one group');
  return changed.remove('EXTEND').remove('BLOCKED');
}

function dataOf(image: Image, cuts: readonly AxisCut[]): Part[] {
  const section = sectionOf(image.hdu.dataOffset, image.shape.bytesPerPixel, cuts);
  const length = section.runBytes * section.runs;
  return [
    { kind: 'section', section },
    { kind: 'zeros', length: (2880 - (length % 2880)) % 2880 },
  ];
}

const bytes = (data: Uint8Array): Part => ({ kind: 'bytes', bytes: data });

/** 'hi/ngc6946.fits' → 'ngc6946', of characters that need no quoting in a header. */
function stem(name: string): string {
  const base = name.split('/').at(-1) ?? name;
  return base.replace(/(\.(fits?|fts|imfits))?(\.(gz|fz|z))?$/i, '').replace(/[^\w.+-]/g, '_') || 'dataset';
}
