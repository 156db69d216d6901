import type { ByteSource } from '#fits';
import { readMasked, type MaskedPixels } from './read-masked.js';
import { readSection } from './read-section.js';
import { readTiles } from './read-tiles.js';
import { pixelsOf, type AxisCut, type Section } from './section.js';
import type { TiledPixels } from './tiled-pixels.js';

/** A stretch of output, every byte of which can be made by itself. */
export type Part = BytesPart | ZerosPart | SectionPart | TilesPart | MaskedPart;

/** Bytes that are at hand. */
export interface BytesPart {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** FITS padding. */
export interface ZerosPart {
  readonly kind: 'zeros';
  readonly length: number;
}

/** A box of an array that stands in a file as it is. */
export interface SectionPart {
  readonly kind: 'section';
  readonly source: ByteSource;
  readonly section: Section;
}

/** A box of an array that stands in a file as compressed tiles. */
export interface TilesPart {
  readonly kind: 'tiles';
  readonly tiled: TiledPixels;
  /** NAXIS1 first */
  readonly cuts: readonly AxisCut[];
}

/** A box of an array with the pixels outside a shape blanked. */
export interface MaskedPart extends MaskedPixels {
  readonly kind: 'masked';
  readonly pixels: SectionPart | TilesPart;
}

interface Kind<P extends Part> {
  length(part: P): number;
  /** Fills `target`, which is not empty, with the bytes of the part from byte `from` on. */
  fill(part: P, from: number, target: Buffer, signal?: AbortSignal): Promise<void> | void;
}

const KINDS: { readonly [K in Part['kind']]: Kind<Extract<Part, { readonly kind: K }>> } = {
  bytes: {
    length: ({ bytes }) => bytes.length,
    fill: ({ bytes }, from, target) => target.set(bytes.subarray(from, from + target.length)),
  },
  zeros: {
    length: ({ length }) => length,
    fill: (_, _from, target) => void target.fill(0),
  },
  section: {
    length: ({ section }) => section.runBytes * section.runs,
    fill: ({ source, section }, from, target, signal) => readSection(source, section, from, target, signal),
  },
  tiles: {
    length: ({ tiled, cuts }) => pixelsOf(cuts) * tiled.shape.bytesPerPixel,
    fill: ({ tiled, cuts }, from, target, signal) => readTiles(tiled, cuts, from, target, signal),
  },
  masked: {
    length: ({ cuts, blanking }) => pixelsOf(cuts) * blanking.blank.length,
    fill: (part, from, target, signal) => readMasked(part, (at, into) => fillPart(part.pixels, at, into, signal), from, target),
  },
};

export function lengthOf(part: Part): number {
  return kindOf(part).length(part);
}

/** Fills `target` with the bytes [from, from + target.length) of a part. */
export async function fillPart(part: Part, from: number, target: Buffer, signal?: AbortSignal): Promise<void> {
  await kindOf(part).fill(part, from, target, signal);
}

const kindOf = (part: Part): Kind<Part> => KINDS[part.kind] as Kind<Part>;
