import type { FitsFile, Hdu } from '#fits';
import { Wcs } from '#wcs';

/** An HDU that holds pixels, as they are or tile-compressed, with its coordinates. */
export interface ImageHdu {
  readonly hdu: Hdu;
  /** NAXISn, or ZNAXISn of a tile-compressed image. */
  readonly axes: readonly number[];
  readonly wcs: Wcs;
  readonly isCompressed: boolean;
}

/** Names of HDUs that go along with the science and are not it (decision: products and rows look past them). */
const COMPANION = /^(STAT|VAR.*|IVAR|ERR.*|DQ|MASK|WEIGHT)$/i;

/** Every image of the file that has pixels, in file order. */
export function imagesOf(file: FitsFile): ImageHdu[] {
  return file.hdus.flatMap((hdu): ImageHdu[] => {
    const axes = hdu.image?.axes ?? tiledAxes(hdu);
    return axes === undefined ? [] : [{ hdu, axes, wcs: Wcs.parse(hdu.header, { axes }), isCompressed: hdu.kind === 'tile-compressed' }];
  });
}

/**
 * The image that the row describes: the first with a celestial pair that is no companion, else the first with a spectral axis, else the first.
 * One with more than a single pixel on the sky goes before a spectrum's degenerate position only by its place in the file.
 */
export function mainImage(images: readonly ImageHdu[]): ImageHdu | undefined {
  const science = scienceOf(images);
  return science.find(({ wcs }) => wcs.celestial) ?? science.find(({ wcs }) => wcs.spectral) ?? science[0];
}

/** Without the companions, unless there is nothing else. */
export function scienceOf(images: readonly ImageHdu[]): readonly ImageHdu[] {
  const science = images.filter(({ hdu }) => !COMPANION.test(hdu.name));
  return science.length > 0 ? science : images;
}

// FITS 4.0 §10.1.1: ZNAXIS and ZNAXISn are what the uncompressed image has.
function tiledAxes({ kind, header }: Hdu): number[] | undefined {
  if (kind !== 'tile-compressed') return undefined;
  const count = header.integer('ZNAXIS') ?? 0;
  const axes = Array.from({ length: Math.min(Math.max(count, 0), 999) }, (_, i) => header.integer(`ZNAXIS${i + 1}`) ?? 0);
  return axes.length > 0 && axes.every((length) => length > 0) ? axes : undefined;
}
