import { scalingOf, type Header } from '#fits';
import type { PixelType } from '#kernels';
import type { Image } from '../image.js';

/** How the kernels read the pixels of an image. */
export function pixelTypeOf(header: Header, { shape: { bitpix } }: Image): PixelType {
  const { bscale, bzero } = scalingOf(header);
  const blank = bitpix > 0 ? header.value('BLANK') : undefined;
  const isWhole = typeof blank === 'bigint' || Number.isSafeInteger(blank);
  return isWhole ? { bitpix, bscale, bzero, blank: blank as number | bigint } : { bitpix, bscale, bzero };
}
