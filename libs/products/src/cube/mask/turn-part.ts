import { closeSync, openSync, writeSync } from 'node:fs';
import { TransientError } from '#faults';
import type { CubeBlock, CubeReader } from '../cube-reader.js';
import type { CubeJob } from '../cube-tasks.js';

export interface TurnJob {
  readonly plane: number;
  readonly block: CubeBlock;
  /** a file of the same pixels: x, y, channels, planes */
  readonly into: string;
}

/** Writes a block of all channels where x runs fastest. */
export function turn({ cube, plane, block, into }: CubeJob & TurnJob, reader: CubeReader): undefined {
  const { nx, ny, nz, bytesPerPixel: size } = cube;
  const each = block.nx * block.ny * size;
  const memory = new Uint8Array(each * nz);
  reader.readBlock(plane, block, 0, nz, (channel) => memory.subarray(channel * each, (channel + 1) * each));
  const isWhole = block.nx === nx;
  const run = isWhole ? each : block.nx * size;
  const file = openSync(into, 'r+');
  try {
    for (let k = 0; k < nz; k++) {
      const place = ((plane * nz + k) * ny + block.y0) * nx + block.x0;
      for (let y = 0; y < (isWhole ? 1 : block.ny); y++) {
        const at = k * each + y * run;
        for (let done = 0; done < run;) done += writeSync(file, memory, at + done, run - done, (place + y * nx) * size + done);
      }
    }
  } catch (cause) {
    throw new TransientError(`a cube cannot be written into the spool (${(cause as NodeJS.ErrnoException).code})`, undefined, { cause });
  } finally {
    closeSync(file);
  }
}
