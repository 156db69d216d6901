import { alternatesOf, type Wcs } from '#wcs';
import { FitsFile, type ByteSource, type Hdu, type Header, type ImageShape } from '#fits';
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

/** A file whose headers have been read: all that a plan needs, and small enough to keep. */
export interface Images {
  readonly file: FitsFile;
  readonly images: readonly Image[];
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
}

/** @throws DamagedError naming file, HDU, offset and card */
export async function openImages(source: ByteSource, options: OpenOptions = {}): Promise<Images> {
  const file = await FitsFile.open(source, options);
  return { file, images: await imagesOf(file, options) };
}

/** The images of a file, in its order, with what their coordinates need of its tables. */
export async function imagesOf(file: FitsFile, { signal }: OpenOptions = {}): Promise<Image[]> {
  const images: Image[] = [];
  for (const hdu of file.hdus) {
    if (hdu.kind !== 'image' || !hdu.image) continue;
    const { header, image: shape } = hdu;
    const wcs = await wcsOf(header, shape.axes, file, '', signal);
    images.push({ hdu, header, shape, wcs, alternates: alternatesOf(header) });
  }
  return images;
}
