import { padded, type ByteSource, type Hdu, type HeaderEditor } from '#fits';
import { lookupHdus } from '../companions.js';
import { cutHeader } from '../cut-header.js';
import { asExtension, withoutData } from '../extension-header.js';
import type { Part } from '../part.js';
import { changedLength, PlanRoom } from '../plan-room.js';
import type { PlannedHdu, PlannedImage } from '../planned-hdu.js';
import { addPixelRanges, addProvenance, type Provenance } from '../provenance.js';
import { pixelsOf, sectionOf, type AxisCut } from '../section.js';
import { Choice } from './choice.js';
import type { ArmCut } from './choose-samples.js';
import { cutCells, cutRows } from './cut-table.js';
import type { ImagePiece, Piece, Spectra } from './spectra.js';

/**
 * The FITS file of what is left: the primary header, and every HDU that runs along the samples, or says something about each spectrum,
 * cut alike. The structure stays: where spectra were cut differently, the samples that any of them needs are kept for all.
 */
export async function cutSpectra(
  { file }: Spectra,
  cuts: readonly ArmCut[],
  provenance: Provenance,
  signal?: AbortSignal,
  room = new PlanRoom(),
): Promise<PlannedHdu[]> {
  const { source, hdus } = file;
  const [primary] = hdus;
  const what = `the headers of cut spectra of ${source.name}`;
  room.take(changedLength(primary.header), what);
  const extensions: PlannedHdu[] = [];
  let first: Cut = { editor: withoutData(primary), data: [] };
  for (const hdu of hdus) {
    const found = findPiece(hdu, cuts);
    if (!found) continue;
    room.take(changedLength(hdu.header), what);
    await room.turn(hdu.header, signal);
    const cut =
      found.piece.kind === 'image' ? cutImage(source, found.piece, found.cut) : await cutTable(found.piece, found.cut, room, signal);
    if (hdu === primary) first = cut;
    else extensions.push({ header: cut.editor.toBytes(), data: cut.data, image: cut.image });
  }
  extensions.push(...lookedUp(file, cuts));
  const { editor, data, image } = first;
  addProvenance(editor, provenance, (keyword) => primary.header.has(keyword));
  if (extensions.length > 0) editor.set('EXTEND', true);
  if (primary.header.has('NEXTEND')) editor.set('NEXTEND', extensions.length);
  return [{ header: editor.toBytes(), data, image }, ...extensions];
}

interface Cut {
  readonly editor: HeaderEditor;
  readonly data: readonly Part[];
  readonly image?: PlannedImage;
}

const hduOf = (piece: Piece): Hdu => (piece.kind === 'image' ? piece.image.hdu : piece.table.hdu);

/** The tables of coordinates (-TAB) that the axes of the images need. */
function lookedUp({ source, hdus }: Spectra['file'], cuts: readonly ArmCut[]): PlannedHdu[] {
  const pieces = cuts.flatMap((cut) => cut.arm.pieces.map((piece) => ({ piece, cut })));
  const chosen = pieces.flatMap(({ piece, cut }) => {
    if (piece.kind !== 'image') return [];
    const selection = { kind: 'selected', cuts: boxOf(piece, cut) } as const;
    return [{ image: piece.image, selection, pieces: [selection] }];
  });
  const others = hdus.filter((hdu) => !pieces.some(({ piece }) => hduOf(piece) === hdu));
  return lookupHdus(source, chosen, others);
}

function findPiece(hdu: Hdu, cuts: readonly ArmCut[]): { piece: Piece; cut: ArmCut } | undefined {
  const found = cuts.flatMap((cut) => cut.arm.pieces.filter((piece) => hduOf(piece) === hdu).map((piece) => ({ piece, cut })));
  if (found.length < 2) return found[0];
  // A table about the spectra of several arms: where these have kept different ones, all rows stay.
  const { spectra } = found[0].cut;
  if (found.every(({ cut }) => cut.spectra.isOf(spectra))) return found[0];
  const { arm } = found[0].cut;
  return { piece: found[0].piece, cut: { arm, spectra: Choice.all(arm.spectra, spectra.union) } };
}

function boxOf({ image, sampleAxis, spectrumAxis }: ImagePiece, { spectra }: ArmCut): AxisCut[] {
  const { union } = spectra;
  const first = spectra.spectrum(0);
  return image.shape.axes.map((size, axis): AxisCut => {
    if (axis === sampleAxis) return { size, first: union.first, count: union.last - union.first + 1, step: 1 };
    if (axis !== spectrumAxis) return { size, first: 0, count: size, step: 1 };
    // From the first spectrum that is left to the last one: an axis has no holes.
    return { size, first, count: spectra.spectrum(spectra.count - 1) - first + 1, step: 1 };
  });
}

function cutImage(source: ByteSource, piece: ImagePiece, cut: ArmCut): Cut {
  const { image } = piece;
  const { hdu, shape, tiled, header } = image;
  const box = boxOf(piece, cut);
  const editor = hdu.index > 0 ? asExtension(cutHeader(image, box), header) : cutHeader(image, box);
  if (header.string('CTYPE1')?.startsWith('MULTISPE')) followPhysical(image, box, editor);
  if (shape.axes.some((size, axis) => size !== box[axis].count)) addPixelRanges(editor, image, { kind: 'selected', cuts: box });
  const length = pixelsOf(box) * shape.bytesPerPixel;
  const pixels: Part = tiled
    ? { kind: 'tiles', tiled, cuts: box }
    : { kind: 'section', source, section: sectionOf(hdu.dataOffset, shape.bytesPerPixel, box) };
  const data: Part[] = [pixels, { kind: 'zeros', length: padded(length) - length }];
  return { editor, data, image: { bitpix: shape.bitpix, axes: box.map(({ count }) => count), name: hdu.name, sourceHdu: hdu.index } };
}

/** The dispersions of IRAF are about physical pixels and lines: logical = LTM × physical + LTV, and an absent LTVj is 0. */
function followPhysical({ header }: ImagePiece['image'], box: readonly AxisCut[], editor: HeaderEditor): void {
  box.forEach(({ first }, axis) => {
    if (first > 0 && !header.has(`LTV${axis + 1}`)) editor.set(`LTV${axis + 1}`, -first);
  });
}

async function cutTable(piece: Exclude<Piece, ImagePiece>, cut: ArmCut, room: PlanRoom, signal?: AbortSignal): Promise<Cut> {
  const made = piece.kind === 'rows' ? cutRows(piece, cut, room) : await cutCells(piece, cut, room, signal);
  const { arm, spectra } = cut;
  const { union } = spectra;
  if (piece.kind === 'cells' || piece.of === 'samples') {
    const count = union.last - union.first + 1;
    if (count < arm.samples)
      made.editor.add(
        'HISTORY',
        `samples ${union.first + 1}:${union.last + 1} of ${arm.samples} in HDU ${piece.table.hdu.index} of the source`,
      );
  }
  if (spectra.count < arm.spectra) made.editor.add('HISTORY', `${spectra.count} of ${arm.spectra} spectra of the source`);
  return made;
}
