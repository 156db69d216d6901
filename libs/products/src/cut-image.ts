import { padded, type ByteSource, type HeaderEditor } from '#fits';
import { cutHeader } from './cut-header.js';
import type { Image } from './image.js';
import { addMask, type Mask } from './mask-image.js';
import type { MaskedPart, Part, SectionPart, TilesPart } from './part.js';
import type { PlannedImage } from './planned-hdu.js';
import { addPixelRanges } from './provenance.js';
import { pixelsOf, sectionOf, type AxisCut } from './section.js';
import type { Selection } from './select.js';

/** What is left of an image: its header, still to be completed, and its pixels with their padding. */
export interface CutImage {
  readonly editor: HeaderEditor;
  readonly data: readonly Part[];
  readonly image: Omit<PlannedImage, 'name'>;
}

/** @param source of the image's file */
export function cutImage(source: ByteSource, image: Image, piece: Selection, mask: Mask | undefined): CutImage {
  const { cuts } = piece;
  const { bytesPerPixel } = image.shape;
  const pixels = pixelsPart(source, image, cuts);
  const masked: MaskedPart | undefined = mask && { kind: 'masked', pixels, cuts, bytesPerPixel, ...mask };
  const bitpix = mask?.blanking.bitpix ?? image.shape.bitpix;
  const length = (pixelsOf(cuts) * Math.abs(bitpix)) / 8;
  return {
    editor: cutHeader(image, cuts),
    data: [masked ?? pixels, { kind: 'zeros', length: padded(length) - length }],
    image: { bitpix, axes: cuts.map(({ count }) => count), sourceHdu: image.hdu.index },
  };
}

/** Says in the header which pixels these are and what became of them; last, for it stands at the end. */
export function describeCut(editor: HeaderEditor, image: Image, piece: Selection, mask: Mask | undefined): void {
  addPixelRanges(editor, image, piece);
  if (mask) addMask(editor, mask);
}

function pixelsPart(source: ByteSource, { hdu, shape, tiled }: Image, cuts: readonly AxisCut[]): SectionPart | TilesPart {
  return tiled
    ? { kind: 'tiles', tiled, cuts }
    : { kind: 'section', source, section: sectionOf(hdu.dataOffset, shape.bytesPerPixel, cuts) };
}
