import type { HeaderEditor } from '#fits';
import { tableData, tableHeader, type MadeColumn } from '../column-table.js';
import { ARCSEC } from './path.js';
import type { PathRows } from './places.js';
import type { Sampling } from './sampling.js';

const COLUMNS: readonly MadeColumn[] = [
  { name: 'OFFSET', datatype: 'double', unit: 'arcsec', ucd: 'pos.angDistance', description: 'along the path' },
  { name: 'RA', datatype: 'double', unit: 'deg', ucd: 'pos.eq.ra', description: 'ICRS' },
  { name: 'DEC', datatype: 'double', unit: 'deg', ucd: 'pos.eq.dec', description: 'ICRS' },
  { name: 'X', datatype: 'double', unit: 'pixel', ucd: 'pos.cartesian.x;instr.det', description: 'in the source, the first pixel is 1' },
  { name: 'Y', datatype: 'double', unit: 'pixel', ucd: 'pos.cartesian.y;instr.det', description: 'in the source, the first pixel is 1' },
  { name: 'PA', datatype: 'double', unit: 'deg', ucd: 'pos.posAng', description: 'of the path, from north through east' },
  { name: 'SEGMENT', datatype: 'int', ucd: 'meta.number', description: 'of the path, from 1' },
];

/** One row for each sample: header without checksums, and rows with padding. */
export function pathTable(sampling: Sampling, rows: PathRows): { readonly header: HeaderEditor; readonly data: Uint8Array } {
  const { samples, step, path } = sampling;
  const header = tableHeader('PATH', 1, COLUMNS, samples).set('RADESYS', 'ICRS', 'of RA and DEC');
  const offset = Float64Array.from({ length: samples }, (_, j) => ((j + 0.5) * step - (path.isStraight ? path.length / 2 : 0)) / ARCSEC);
  const x = rows.x.map((pixel) => pixel + 1);
  const y = rows.y.map((pixel) => pixel + 1);
  const segment = Float64Array.from(rows.segment, (number) => number + 1);
  return { header, data: tableData(COLUMNS, [offset, rows.lonDeg, rows.latDeg, x, y, rows.paDeg, segment]) };
}
