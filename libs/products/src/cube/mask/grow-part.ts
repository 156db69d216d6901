import type { CubeJob } from '../cube-tasks.js';
import { assertWanted } from './assert-wanted.js';
import { BitsFile, rowBytes, type BitsRef } from './bits-file.js';
import type { MaskRequest } from './mask-request.js';
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

/** Pixels of a plane that a job holds at a time: what their discs reach into is read again for the rows beside them. */
export const GROW_PIXELS = 2 ** 18;

/** Steps that a voxel takes, about: of one in sixteen a run begins, whose disc is set row by row, byte by byte; and each is looked at once for the channels. */
export function growthSteps({ nx, ny }: Pick<BitsRef, 'nx' | 'ny'>, { growXy = 0, growV = 0 }: MaskRequest): number {
  if (growXy === 0 && growV === 0) return 0;
  const rows = 2 * Math.min(Math.floor(growXy), ny) + 1;
  return (rows * (EDGES + Math.min(rows, nx) / 8)) / 16 + (growV > 0 ? LOOKS : 1);
}

/** Bits at the ends of a run are set one by one. */
const EDGES = 8;
const LOOKS = 4;

/** Sets the bits of what is near to a set one: a disc on the sky, then so many channels to either side. */
export function grow({ cube, plane, y0, rows, from, into, xy, v }: CubeJob & GrowJob): undefined {
  const { nx, ny, nz } = from;
  const width = rowBytes(from);
  const reach = Math.min(Math.floor(xy), ny);
  const ahead = Math.min(v, nz);
  const first = Math.max(0, y0 - reach);
  const end = Math.min(ny, y0 + rows + reach);
  // Of a row so far away, the pixels to either side.
  const wide = Array.from({ length: reach + 1 }, (_, away) => Math.floor(Math.sqrt(xy * xy - away * away)));
  const source = new BitsFile(from);
  const target = new BitsFile(into, 'r+');
  try {
    const before = new Uint8Array((end - first) * width);
    const grown = new Uint8Array(rows * width);
    const spread = ahead > 0 ? new ChannelSpread(nx, rows) : undefined;
    for (let k = 0; k < nz + ahead; k++) {
      assertWanted(cube);
      if (k < nz) {
        grown.fill(0);
        source.readRows(plane, k, first, end - first, before);
        for (let row = first; row < end; row++) {
          eachRun(before, (row - first) * width, nx, (x0, x1) => {
            for (let y = Math.max(y0, row - reach); y < Math.min(y0 + rows, row + reach + 1); y++) {
              const aside = wide[Math.abs(y - row)];
              setRun(grown, (y - y0) * width, Math.max(0, x0 - aside), Math.min(nx, x1 + aside));
            }
          });
        }
        spread?.add(k, grown);
      }
      if (k >= ahead) target.writeRows(plane, k - ahead, y0, rows, spread?.since(k - 2 * ahead) ?? grown);
    }
  } finally {
    source.close();
    target.close();
  }
}

/** When each pixel of some rows was last set: one number for it, however many channels are looked back upon. */
class ChannelSpread {
  private readonly last: Int32Array;
  private readonly bits: Uint8Array;
  private readonly width: number;

  constructor(
    private readonly nx: number,
    private readonly rows: number,
  ) {
    this.last = new Int32Array(nx * rows).fill(NEVER);
    this.width = rowBytes({ nx });
    this.bits = new Uint8Array(rows * this.width);
  }

  add(k: number, bits: Uint8Array): void {
    const { nx, last } = this;
    for (let y = 0; y < this.rows; y++) eachRun(bits, y * this.width, nx, (from, to) => last.fill(k, y * nx + from, y * nx + to));
  }

  /** Pixels that were set in channel k or later; used up before the next call. */
  since(k: number): Uint8Array {
    const { nx, rows, width, last, bits } = this;
    bits.fill(0);
    for (let y = 0, i = 0; y < rows; y++) {
      for (let x = 0; x < nx; x++, i++) if (last[i] >= k) bits[y * width + (x >> 3)] |= 1 << (x & 7);
    }
    return bits;
  }
}

/** Before any channel, however far is looked back. */
const NEVER = -(2 ** 31);
