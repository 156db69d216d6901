import type { CubeJob } from '../cube-tasks.js';
import { assertWanted } from './assert-wanted.js';
import { BitsFile, openBits, rowBytes, type BitsRef } from './bits-file.js';
import { Regions, type RegionsResult } from './regions.js';
import { eachRun, hasBit } from './row-runs.js';

export interface RegionsJob {
  readonly plane: number;
  /** what is no part of a region that stays is taken out of it */
  readonly bits: BitsRef;
  /** a region stays when it has one of these */
  readonly core?: BitsRef;
  /** and when it covers so many pixels of the sky */
  readonly leastPixels?: number;
}

/** Rows of all channels that are held, in bytes. */
const GROUP_BYTES = 8 * 1024 * 1024;

/**
 * Finds the regions of a plane, of voxels that share a face, and drops those that do not stay. The cube is gone through row after row, with its channels as
 * the second dimension; a run of voxels along x is one node.
 * @throws LimitError when there are too many runs
 */
export function regions({ cube, plane, bits, core, leastPixels }: CubeJob & RegionsJob): RegionsResult {
  const own = new BitsFile(bits, 'r+');
  const cores = openBits(core ? [core] : []);
  try {
    const { nx, nz } = bits;
    const width = rowBytes(bits);
    const found = new Regions(nz);
    for (const group of groupsOf(plane, own, cores)) {
      assertWanted(cube);
      for (let y = 0; y < group.rows; y++) {
        found.beginRow();
        for (let k = 0; k < nz; k++) {
          const at = (k * group.rows + y) * width;
          eachRun(group.bits, at, nx, (from, to) => found.add(k, from, to, !core || hasBit(group.cores!, at, from, to)));
        }
      }
    }
    found.end();
    if (leastPixels !== undefined) measure(plane, own, found);
    const result = found.choose(leastPixels);
    let run = 0;
    for (const group of groupsOf(plane, own, [])) {
      assertWanted(cube);
      for (let y = 0; y < group.rows; y++) {
        for (let k = 0; k < nz; k++) {
          const at = (k * group.rows + y) * width;
          eachRun(group.bits, at, nx, (from, to) => {
            if (!found.stays(run++)) clear(group.bits, at, from, to);
          });
        }
      }
      for (let k = 0; k < nz; k++) {
        const length = group.rows * width;
        own.writeRows(plane, k, group.y0, group.rows, group.bits.subarray(k * length, (k + 1) * length));
      }
    }
    return result;
  } finally {
    for (const file of [own, ...cores]) file.close();
  }
}

interface Group {
  readonly y0: number;
  readonly rows: number;
  /** [channel][row] */
  readonly bits: Uint8Array;
  readonly cores?: Uint8Array;
}

/** Some rows of all channels at a time. */
function* groupsOf(plane: number, own: BitsFile, [core]: readonly BitsFile[]): Generator<Group> {
  const { ny, nz } = own.ref;
  const width = rowBytes(own.ref);
  const most = Math.max(1, Math.min(ny, Math.floor(GROUP_BYTES / (width * nz))));
  const memory = new Uint8Array(most * width * nz);
  const cores = core && new Uint8Array(memory.length);
  for (let y0 = 0; y0 < ny; y0 += most) {
    const rows = Math.min(most, ny - y0);
    const length = rows * width;
    for (let k = 0; k < nz; k++) {
      own.readRows(plane, k, y0, rows, memory.subarray(k * length, (k + 1) * length));
      core?.readRows(plane, k, y0, rows, cores!.subarray(k * length, (k + 1) * length));
    }
    yield { y0, rows, bits: memory, cores };
  }
}

/** The pixels of the sky that each region covers. */
function measure(plane: number, own: BitsFile, found: Regions): void {
  const { nx, nz } = own.ref;
  const width = rowBytes(own.ref);
  let run = 0;
  for (const { bits, rows } of groupsOf(plane, own, [])) {
    for (let y = 0; y < rows; y++) {
      const spans: { readonly region: number; readonly from: number; readonly to: number }[] = [];
      for (let k = 0; k < nz; k++) {
        eachRun(bits, (k * rows + y) * width, nx, (from, to) => {
          const region = found.regionOf(run++);
          if (found.hasCore(region)) spans.push({ region, from, to });
        });
      }
      // Channels that lie behind each other cover a pixel once.
      spans.sort((a, b) => a.region - b.region || a.from - b.from);
      let [region, end] = [-1, 0];
      for (const span of spans) {
        if (span.region !== region) [region, end] = [span.region, span.from];
        const from = Math.max(end, span.from);
        if (span.to <= from) continue;
        found.cover(region, span.to - from);
        end = span.to;
      }
    }
  }
}

function clear(bits: Uint8Array, at: number, from: number, to: number): void {
  for (let x = from; x < to; x++) bits[at + (x >> 3)] &= ~(1 << (x & 7));
}
