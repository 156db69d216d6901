import { UnsupportedError } from '#faults';
import type { Hdu, Header } from '#fits';
import type { Image } from './image.js';
import type { AxisCut } from './section.js';
import { extensionNamed, namedExtensions, type NamedExtension } from './wcs-extensions.js';

/** An HDU that goes along with its data as they are. */
export interface Companion {
  readonly hdu: Hdu;
  readonly header: Uint8Array;
}

/**
 * The HDUs without which the WCS of cut images cannot be read, in the order of the file (kernels.md §1.7): tables of coordinates (-TAB,
 * WCS Paper III §6) as they are, for CRPIX carries the shift, and images of distortions (CPDISj and D2IMDISj = 'LOOKUP', of WCS Paper
 * IV), whose CRVALn are pixels of the image and follow the box. What a header names and the file does not have stays missing.
 * @param cuts NAXIS1 first; steps above 1 only on axes that no look-up table is about (STOKES)
 * @throws UnsupportedError when images that are cut differently share an image of distortions
 */
export function lookupTables(
  chosen: readonly { readonly image: Image; readonly cuts: readonly AxisCut[] }[],
  hdus: readonly Hdu[],
): Companion[] {
  const shifts = new Map<Hdu, readonly number[]>();
  const isCut = new Set(chosen.map(({ image }) => image.hdu));
  const tables = new Map<Image, NamedExtension[]>();
  for (const { image, cuts } of chosen) {
    const named = tables.get(image) ?? tablesOf(image);
    tables.set(image, named);
    for (const table of named) {
      const hdu = extensionNamed(hdus, table);
      if (!hdu || isCut.has(hdu)) continue;
      const shift = table.axes(hdu).map((axis) => cuts[axis - 1]?.first ?? 0);
      const other = shifts.get(hdu);
      if (other && `${other}` !== `${shift}`)
        throw new UnsupportedError(
          `HDU ${hdu.index} (${hdu.name}) holds a distortion of several images, and these would be cut differently; name one of them with HDU`,
        );
      shifts.set(hdu, shift);
    }
  }
  return hdus.filter((hdu) => shifts.has(hdu)).map((hdu) => ({ hdu, header: shifted(hdu.header, shifts.get(hdu)!) }));
}

function tablesOf({ header, wcs, alternates }: Image): NamedExtension[] {
  return [...new Set(['', ...alternates])].flatMap((alternate) => namedExtensions(header, wcs.axes.length, alternate));
}

/** The header of a distortion that is asked for pixels counted from another first one. */
function shifted(header: Header, shift: readonly number[]): Uint8Array {
  const editor = header.edit();
  shift.forEach((first, axis) => {
    const keyword = `CRVAL${axis + 1}`;
    if (first !== 0) editor.set(keyword, (header.number(keyword) ?? 0) - first).remove('CHECKSUM');
  });
  return editor.toBytes();
}
