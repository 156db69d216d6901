import { alternatesOf, type Wcs } from '#wcs';
import { DomainError } from '#faults';
import { FitsFile, TiledImage, type ByteSource, type Hdu, type Header, type ImageShape } from '#fits';
import type { TiledPixels } from './tiled-pixels.js';
import { wcsOf } from './wcs-tables.js';

/** An HDU with pixels, and what its header says about them. */
export interface Image {
  readonly hdu: Hdu;
  /** of the pixels; of a compressed image the one that it had before */
  readonly header: Header;
  readonly shape: ImageShape;
  readonly wcs: Wcs;
  /** '' and the letters of the alternate descriptions */
  readonly alternates: readonly string[];
  /** where the pixels are when they stand in compressed tiles */
  readonly tiled?: TiledPixels;
}

/** EXTNAME, '' without; of a compressed image not the one that only its table has. */
export function nameOf({ header }: Image): string {
  return header.string('EXTNAME')?.trim() ?? '';
}

/** An HDU with pixels that Sodalite cannot cut, and why. */
export interface RefusedImage {
  readonly hdu: Hdu;
  readonly error: DomainError;
}

/** A file whose headers have been read: all that a plan needs, and small enough to keep. */
export interface Images {
  readonly file: FitsFile;
  readonly images: readonly Image[];
  /** compressed images of a kind that is not known; the others can be cut all the same */
  readonly refused?: readonly RefusedImage[];
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
}

/** @throws DamagedError naming file, HDU, offset and card */
export async function openImages(source: ByteSource, options: OpenOptions = {}): Promise<Images> {
  const file = await FitsFile.open(source, options);
  const refused: RefusedImage[] = [];
  const images = await imagesOf(file, { ...options, onRefused: (image) => refused.push(image) });
  return { file, images, refused };
}

/**
 * The images of a file, plain and tile-compressed, in its order, with what their coordinates need of its tables. One that is compressed in a way
 * that is not known is left out, for the others may be plain.
 * @throws DamagedError naming file, HDU, offset and card
 */
export async function imagesOf(
  file: FitsFile,
  { signal, onRefused }: OpenOptions & { readonly onRefused?: (refused: RefusedImage) => void } = {},
): Promise<Image[]> {
  const images: Image[] = [];
  for (const hdu of file.hdus) {
    try {
      const pixels = pixelsOf(file, hdu);
      if (!pixels) continue;
      const wcs = await wcsOf(pixels.header, pixels.shape.axes, file, '', signal);
      images.push({ hdu, ...pixels, wcs, alternates: alternatesOf(pixels.header) });
    } catch (error) {
      if (hdu.kind !== 'tile-compressed' || !(error instanceof DomainError) || !REFUSALS.includes(error.fault)) throw error;
      onRefused?.({ hdu, error });
    }
  }
  return images;
}

const REFUSALS: readonly string[] = ['unsupported', 'limit'];

function pixelsOf({ source }: FitsFile, hdu: Hdu): Pick<Image, 'header' | 'shape' | 'tiled'> | undefined {
  if (hdu.kind === 'image' && hdu.image) return { header: hdu.header, shape: hdu.image };
  if (hdu.kind !== 'tile-compressed') return undefined;
  const tiled = TiledImage.of(source, hdu);
  return { header: tiled.header, shape: tiled.shape, tiled };
}
