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

/** Spans of regions that are held at a time to measure them: 16 bytes each. */
const MOST_SPANS = 2 ** 20;

/** The pixels of the sky that each region covers; so many columns at a time as have not too many runs. */
function measure(plane: number, own: BitsFile, found: Regions): void {
  const { nx, nz } = own.ref;
  const width = rowBytes(own.ref);
  const columns = Math.max(8, Math.floor((2 * MOST_SPANS) / nz));
  const covered = new CoveredRow(found, nx + 1);
  let run = 0;
  for (const { bits, rows } of groupsOf(plane, own, [])) {
    for (let y = 0; y < rows; y++) {
      const before = run;
      for (let x0 = 0; x0 < nx; x0 += columns) {
        const x1 = Math.min(nx, x0 + columns);
        run = before;
        for (let k = 0; k < nz; k++) {
          eachRun(bits, (k * rows + y) * width, nx, (from, to) => {
            const region = found.regionOf(run++);
            if (from < x1 && to > x0 && found.hasCore(region)) covered.add(region, Math.max(from, x0), Math.min(to, x1));
          });
        }
        covered.count();
      }
    }
  }
}

/** What regions cover of a row of the sky: channels that lie behind each other cover a pixel once. */
class CoveredRow {
  private starts = new Float64Array(1024);
  private ends = new Float64Array(1024);
  private spans = 0;

  /** @param columns more than any span ends at */
  constructor(
    private readonly found: Regions,
    private readonly columns: number,
  ) {}

  add(region: number, from: number, to: number): void {
    if (this.spans === this.starts.length) [this.starts, this.ends] = [longer(this.starts), longer(this.ends)];
    this.starts[this.spans] = region * this.columns + from;
    this.ends[this.spans++] = region * this.columns + to;
  }

  /** Starts and ends are sorted each by themselves: which end belongs to which start does not matter for what is covered. */
  count(): void {
    const { found, columns, spans } = this;
    const [starts, ends] = [this.starts.subarray(0, spans).sort(), this.ends.subarray(0, spans).sort()];
    for (let i = 0, end = 0; i < spans; i++) {
      const from = Math.max(end, starts[i]);
      if (ends[i] <= from) continue;
      found.cover(Math.floor(starts[i] / columns), ends[i] - from);
      end = ends[i];
    }
    this.spans = 0;
  }
}

function longer(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const twice = new Float64Array(2 * values.length);
  twice.set(values);
  return twice;
}

function clear(bits: Uint8Array, at: number, from: number, to: number): void {
  for (let x = from; x < to; x++) bits[at + (x >> 3)] &= ~(1 << (x & 7));
}
