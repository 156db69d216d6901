import { alternatesOf, Wcs } from '#wcs';
import { FitsFile, type ByteSource, type Hdu, type ImageShape } from '#fits';

/** An HDU with pixels, and what its header says about them. */
export interface Image {
  readonly hdu: Hdu;
  readonly shape: ImageShape;
  readonly wcs: Wcs;
  /** '' and the letters of the alternate descriptions */
  readonly alternates: readonly string[];
}

/** A file whose headers have been read: all that a plan needs, and small enough to keep. */
export interface Images {
  readonly file: FitsFile;
  readonly images: readonly Image[];
}

/** @throws DamagedError naming file, HDU, offset and card */
export async function openImages(source: ByteSource, options: { readonly signal?: AbortSignal } = {}): Promise<Images> {
  const file = await FitsFile.open(source, options);
  const images = file.hdus.flatMap((hdu): Image[] => {
    if (hdu.kind !== 'image' || !hdu.image) return [];
    const wcs = Wcs.parse(hdu.header, { axes: hdu.image.axes });
    return [{ hdu, shape: hdu.image, wcs, alternates: alternatesOf(hdu.header) }];
  });
  return { file, images };
}
