import type { Header } from '#fits';
import type { Image } from '#products';
import type { Wcs } from '#wcs';

/** An HDU that holds pixels, as they are or tile-compressed, with its coordinates. */
export interface ImageHdu {
  readonly name: string;
  readonly index: number;
  /** of the image: a compressed one has the cards that it had before */
  readonly header: Header;
  readonly axes: readonly number[];
  readonly wcs: Wcs;
}

/** Names of HDUs that go along with the science and are not it (decision: products and rows look past them). */
const COMPANION = /^(STAT|VAR.*|IVAR|ERR.*|DQ|MASK|WEIGHT)$/i;

/** Every image of the file that has pixels, in file order. */
export function imageHdus(images: readonly Image[]): ImageHdu[] {
  return images.map(({ hdu, header, shape, wcs }) => ({ name: hdu.name, index: hdu.index, header, axes: shape.axes, wcs }));
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
  const science = images.filter(({ name }) => !COMPANION.test(name));
  return science.length > 0 ? science : images;
}
