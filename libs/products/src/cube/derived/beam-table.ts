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
  const rows = cube.planes.length * cube.nz;
  const columns = COLUMNS.map(() => new Float64Array(rows));
  const [channel, plane, major, minor, angle] = columns;
  for (let p = 0, row = 0; p < cube.planes.length; p++) {
    for (let k = 0; k < cube.nz; k++, row++) {
      const beam = beamAt(cube.beams, p, k);
      channel[row] = cube.box.z.first + k + 1;
      plane[row] = p + 1;
      major[row] = beam?.majorDeg ?? NaN;
      minor[row] = beam?.minorDeg ?? NaN;
      angle[row] = beam?.paDeg ?? NaN;
    }
  }
  const data = tableData(COLUMNS, columns);
  return [summed(tableHeader('CHANBEAM', 1, COLUMNS, rows), sumOf(data)), data];
}
