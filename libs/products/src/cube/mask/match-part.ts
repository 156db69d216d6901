import { LimitError } from '#faults';
import type { CubeJob } from '../cube-tasks.js';
import { assertWanted } from './assert-wanted.js';
import { BitsFile, rowBytes, type BitsRef } from './bits-file.js';

export interface MatchJob {
  readonly from: BitsRef;
  readonly into: BitsRef;
  readonly y0: number;
  readonly rows: number;
  /** y × nx + x in `from` of each pixel of the rows; −1 where there is none */
  readonly places: Int32Array;
  /** the channel of `from` of each channel of `into`; −1 where there is none */
  readonly channels: Int32Array;
}

/** Bytes of the rows of a mask that those of the cube may lie in. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Puts the bits of one grid onto another. @throws LimitError when the rows of the one lie across too many of the other */
export function match({ cube, from, into, y0, rows, places, channels }: CubeJob & MatchJob): undefined {
  const [first, last] = rowsOf(places, from.nx);
  const [its, own] = [rowBytes(from), rowBytes(into)];
  if ((last - first + 1) * its > MOST_BYTES)
    throw new LimitError(
      `MASK: ${last - first + 1} rows of ${from.nx} pixels would have to be held at once, which is more than ${MOST_BYTES} bytes`,
    );
  const source = new BitsFile(from);
  const target = new BitsFile(into, 'r+');
  try {
    const before = new Uint8Array(Math.max(0, last - first + 1) * its);
    const bits = new Uint8Array(rows * own);
    channels.forEach((channel, k) => {
      assertWanted(cube);
      bits.fill(0);
      if (channel >= 0 && last >= first) {
        source.readRows(0, channel, first, last - first + 1, before);
        for (let y = 0, i = 0; y < rows; y++) {
          for (let x = 0; x < into.nx; x++, i++) {
            const place = places[i];
            if (place < 0) continue;
            const row = Math.floor(place / from.nx);
            const column = place - row * from.nx;
            if ((before[(row - first) * its + (column >> 3)] >> (column & 7)) & 1) bits[y * own + (x >> 3)] |= 1 << (x & 7);
          }
        }
      }
      target.writeRows(0, k, y0, rows, bits);
    });
  } finally {
    source.close();
    target.close();
  }
}

/** The first and last row that is needed; the last is before the first when none is. */
function rowsOf(places: Int32Array, nx: number): readonly [number, number] {
  let [first, last] = [Infinity, -Infinity];
  for (const place of places) {
    if (place < 0) continue;
    if (place < first) first = place;
    if (place > last) last = place;
  }
  return last < 0 ? [0, -1] : [Math.floor(first / nx), Math.floor(last / nx)];
}
