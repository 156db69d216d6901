import { sumOf } from '#fits';
import type { Cube } from '../cube.js';
import { beamAt, beamsDiffer } from '../cube-beams.js';
import { tableData, tableHeader, type MadeColumn } from '../column-table.js';
import { summed } from '../made-header.js';

const COLUMNS: readonly MadeColumn[] = [
  { name: 'CHANNEL', datatype: 'int', description: 'channel of the source, from 1 on' },
  { name: 'PLANE', datatype: 'int', description: 'plane of the product, from 1 on' },
  { name: 'BMAJ', datatype: 'double', unit: 'deg' },
  { name: 'BMIN', datatype: 'double', unit: 'deg' },
  { name: 'BPA', datatype: 'double', unit: 'deg' },
];

/** The beams of the channels, when maps mix such as differ; header and rows. Not named BEAMS, which is of the channels that a file still has. */
export function beamTable(cube: Cube): Uint8Array[] {
  if (!beamsDiffer(cube.beams, cube.options.beamTolerance)) return [];
  const rows = cube.planes.flatMap((_, plane) =>
    Array.from({ length: cube.nz }, (__, k) => {
      const beam = beamAt(cube.beams, plane, k);
      return [cube.box.z.first + k + 1, plane + 1, beam?.majorDeg ?? NaN, beam?.minorDeg ?? NaN, beam?.paDeg ?? NaN];
    }),
  );
  const data = tableData(
    COLUMNS,
    COLUMNS.map((_, c) => Float64Array.from(rows, (row) => row[c])),
  );
  return [summed(tableHeader('CHANBEAM', 1, COLUMNS, rows.length), sumOf(data)), data];
}
