import { Header, type FitsFile } from '#fits';
import type { Image } from '../image.js';
import { wcsOf } from '../wcs-tables.js';

/** An image whose header has no rest value, as if it had that one: its axis then has wavelengths. One that has keeps it: its own velocities were made with it. */
export async function withRestFrequency(
  image: Image,
  file: FitsFile,
  restFrequencyHz: number | undefined,
  signal?: AbortSignal,
): Promise<Image> {
  const { spectral } = image.wcs;
  if (restFrequencyHz === undefined || spectral?.restFrequencyHz !== undefined) return image;
  const editor = image.header.edit();
  for (const keyword of ['RESTFREQ', 'RESTWAV', 'FREQ0']) editor.remove(keyword);
  editor.set('RESTFRQ', restFrequencyHz);
  const header = Header.parse(editor.toBytes(), { file: file.source.name, hdu: image.hdu.index });
  const wcs = await wcsOf(header, image.shape.axes, file, '', signal);
  return { ...image, wcs };
}
