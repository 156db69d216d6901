import type { CubeReader } from '../cube-reader.js';
import type { CubeJob } from '../cube-tasks.js';
import { BitsFile, rowBytes, type BitsRef } from './bits-file.js';
import { Samples } from './samples.js';

export interface NonzeroJob {
  readonly y0: number;
  readonly rows: number;
  readonly into: BitsRef;
}

/** Sets the bits of pixels that are neither zero nor blank, in rows of all channels of the first plane. */
export function nonzero({ cube, y0, rows, into }: CubeJob & NonzeroJob, reader: CubeReader): undefined {
  const file = new BitsFile(into, 'r+');
  try {
    const { nx, nz } = cube;
    const width = rowBytes(into);
    const samples = new Samples(cube, reader, { x0: 0, nx, y0, ny: rows });
    const bits = new Uint8Array(rows * width);
    for (let k = 0; k < nz; k++) {
      const values = samples.read(0, k);
      bits.fill(0);
      for (let y = 0, i = 0; y < rows; y++) {
        for (let x = 0; x < nx; x++, i++) if (values[i] !== 0 && values[i] === values[i]) bits[y * width + (x >> 3)] |= 1 << (x & 7);
      }
      file.writeRows(0, k, y0, rows, bits);
    }
  } finally {
    file.close();
  }
}
