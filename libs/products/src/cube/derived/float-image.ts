import { Header, type HeaderEditor } from '#fits';
import type { Image } from '../../image.js';

/** An image as it would be with floating-point pixels, and with what `edit` does to its header. */
export function floatImage(image: Image, edit: (editor: HeaderEditor) => void, axes: readonly number[] = image.shape.axes): Image {
  const bitpix = image.shape.bitpix === -64 ? -64 : -32;
  const editor = image.header.edit().set('BITPIX', bitpix).remove('BSCALE').remove('BZERO').remove('BLANK');
  edit(editor);
  const header = Header.parse(editor.toBytes(), { file: image.hdu.name, hdu: image.hdu.index });
  return { ...image, header, shape: { ...image.shape, axes, bitpix, bytesPerPixel: -bitpix / 8 }, tiled: undefined };
}
