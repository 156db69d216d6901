import type { CubeJob } from '../cube-tasks.js';
import { assertWanted } from './assert-wanted.js';
import { BitsFile, rowBytes, type BitsRef } from './bits-file.js';
import { eachRun, setRun } from './row-runs.js';

export interface GrowJob {
  readonly plane: number;
  readonly y0: number;
  readonly rows: number;
  readonly from: BitsRef;
  readonly into: BitsRef;
  /** pixels: what is not farther than that on the sky */
  readonly xy: number;
  readonly v: number;
}

/** Sets the bits of what is near to a set one: a disc on the sky, then so many channels to either side. */
export function grow({ cube, plane, y0, rows, from, into, xy, v }: CubeJob & GrowJob): undefined {
  const { nx, ny, nz } = from;
  const width = rowBytes(from);
  const reach = Math.floor(xy);
  const first = Math.max(0, y0 - reach);
  const end = Math.min(ny, y0 + rows + reach);
  const source = new BitsFile(from);
  const target = new BitsFile(into, 'r+');
  try {
    const before = new Uint8Array((end - first) * width);
    const ring = Array.from({ length: 2 * v + 1 }, () => new Uint8Array(rows * width));
    const output = new Uint8Array(rows * width);
    for (let k = 0; k < nz + v; k++) {
      assertWanted(cube);
      const grown = ring[k % ring.length];
      grown.fill(0);
      if (k < nz) {
        source.readRows(plane, k, first, end - first, before);
        for (let row = first; row < end; row++) {
          eachRun(before, (row - first) * width, nx, (x0, x1) => {
            for (let y = Math.max(y0, row - reach); y < Math.min(y0 + rows, row + reach + 1); y++) {
              const wide = Math.floor(Math.sqrt(xy * xy - (y - row) ** 2));
              setRun(grown, (y - y0) * width, Math.max(0, x0 - wide), Math.min(nx, x1 + wide));
            }
          });
        }
      }
      if (k < v) continue;
      // Planes before the first channel and behind the last one are empty.
      output.fill(0);
      for (const each of ring) for (let i = 0; i < output.length; i++) output[i] |= each[i];
      target.writeRows(plane, k - v, y0, rows, output);
    }
  } finally {
    source.close();
    target.close();
  }
}
