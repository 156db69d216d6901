import type { ByteSource, Hdu } from '#fits';
import { cutBeams, isBeamsTable } from './beams.js';
import type { Chosen } from './choose-images.js';
import { lookupTables } from './lookup-tables.js';
import type { Part } from './part.js';
import { writtenHdu, type PlannedHdu } from './planned-hdu.js';
import type { AxisCut } from './section.js';

/** The tables and distortions without which the coordinates of the cut images cannot be read; their data go along as they are. */
export function lookupHdus(source: ByteSource, chosen: readonly Chosen[], hdus: readonly Hdu[]): PlannedHdu[] {
  const cuts = chosen.map(({ image, pieces }) => ({ image, cuts: pieces[0].cuts }));
  return lookupTables(cuts, hdus).map(({ hdu, header }) => ({ header, data: wholeDataOf(source, hdu) }));
}

/**
 * The beams that belong to what is left; one table for all planes, also when they are an HDU each.
 * @param version EXTVER, when a file has the beams of several cutouts
 */
export async function beamsHdus(
  source: ByteSource,
  { image, selection, pieces }: Chosen,
  hdus: readonly Hdu[],
  { version, signal }: { readonly version?: number; readonly signal?: AbortSignal } = {},
): Promise<PlannedHdu[]> {
  const { spectral, stokes } = image.wcs;
  const channels = spectral && selection.cuts[spectral.axis];
  const planes = selection.planes?.indices ?? (stokes && placesOf(selection.cuts[stokes.axis]));
  const whole = (!channels || channels.count === channels.size) && !planes;
  const note = pieces.length > 1 ? 'POL counts, from 0, the image HDUs that hold one plane each' : undefined;
  const found: PlannedHdu[] = [];
  for (const table of hdus.filter(isBeamsTable)) {
    const left = whole ? undefined : await cutBeams(source, table, { channels, planes, note, version }, signal);
    if (left) found.push(writtenHdu(left[0], left[1]));
    else found.push({ header: versioned(table, version), data: wholeDataOf(source, table) });
  }
  return found;
}

function versioned({ header }: Hdu, version: number | undefined): Uint8Array {
  const editor = header.edit();
  return (version === undefined ? editor : editor.set('EXTVER', version).remove('CHECKSUM')).toBytes();
}

/** The planes that a section leaves; undefined for all of them. */
function placesOf(cut: AxisCut | undefined): number[] | undefined {
  if (!cut || cut.count === cut.size) return undefined;
  return Array.from({ length: cut.count }, (_, i) => cut.first + i * cut.step);
}

function wholeDataOf(source: ByteSource, { dataOffset, dataLength, paddedDataLength }: Hdu): Part[] {
  return [
    { kind: 'section', source, section: { offset: dataOffset, runBytes: dataLength, runs: 1, dims: [] } },
    { kind: 'zeros', length: paddedDataLength - dataLength },
  ];
}
