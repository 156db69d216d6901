import type { HeaderEditor } from '#fits';
import { tableData, tableHeader, type MadeColumn } from '../column-table.js';
import { beamAt } from '../cube-beams.js';
import type { Cube } from '../cube.js';
import { ARCSEC, placeOn } from './path.js';
import { nativeAngle } from './places.js';
import type { Sampling } from './sampling.js';
import { beamAlong } from './slice-beam.js';

const COLUMNS: readonly MadeColumn[] = [
  { name: 'BMAJ', datatype: 'double', unit: 'deg' },
  { name: 'BMIN', datatype: 'double', unit: 'deg' },
  { name: 'BPA', datatype: 'double', unit: 'deg' },
  { name: 'CHAN', datatype: 'int', description: 'from 0' },
  { name: 'POL', datatype: 'int', description: 'from 0' },
];

/** The beams of the channels that are left, as CASA writes them; undefined where one beam is that of all. */
export function beamsTable({ beams, nz }: Cube): { readonly header: HeaderEditor; readonly data: Uint8Array } | undefined {
  const rows = (beams.channels ?? []).flatMap((channels, plane) =>
    channels.flatMap((beam, channel) => (beam ? [[beam.majorDeg, beam.minorDeg, beam.paDeg, channel, plane]] : [])),
  );
  if (rows.length === 0) return undefined;
  const header = tableHeader('BEAMS', 1, COLUMNS, rows.length).set('NCHAN', nz).set('NPOL', beams.channels!.length);
  const values = COLUMNS.map((_, c) => Float64Array.from(rows, (row) => row[c]));
  return { header, data: tableData(COLUMNS, values) };
}

/** What the header of a slice says of the resolution: of its middle, on the sky and in frequency. */
export function addBeam(editor: HeaderEditor, { beams, nz, sky }: Cube, plane: number, { path, width }: Sampling): void {
  if (beams.from === 'table') editor.set('CASAMBM', beamsExist(beams.channels), 'beams of the channels in BEAMS');
  else editor.remove('CASAMBM');
  const beam = beamAt(beams, plane, nz >> 1);
  if (!beam) return;
  const { majorDeg, minorDeg, paDeg } = beam;
  if (beams.from === 'history') editor.set('BMAJ', majorDeg, 'deg').set('BMIN', minorDeg, 'deg').set('BPA', paDeg, 'deg');
  const angle = nativeAngle(placeOn(path, path.length / 2, 0), sky);
  const along = beamAlong({ major: majorDeg * 3600, minor: minorDeg * 3600, paDeg }, angle, width / ARCSEC);
  editor.set('SLBEAM', along, 'arcsec, FWHM of the beam along the path');
}

const beamsExist = (channels: Cube['beams']['channels']): boolean => channels?.some((plane) => plane.some(Boolean)) ?? false;
