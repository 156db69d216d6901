import { LimitError } from '#faults';

/** Runs of voxels that may be told apart: 9 bytes each. */
const MOST_RUNS = 2 ** 24;

export interface RegionsResult {
  readonly kept: number;
  /** with a core, but too small */
  readonly small: number;
}

/** Bytes that the runs of a plane take at most: each its label, core and area; those of two rows; and half of that again while arrays grow. */
export function regionBytes({ nx, ny, nz }: { readonly nx: number; readonly ny: number; readonly nz: number }): number {
  const runsOfRow = nz * Math.ceil(nx / 2);
  return 1.5 * (9 * Math.min(MOST_RUNS, ny * runsOfRow) + 16 * Math.min(MOST_RUNS, runsOfRow));
}

/** Runs of voxels along x in one row of all channels. */
class Row {
  /** the first run of each channel, and one behind the last */
  readonly first: Int32Array;
  from = new Int32Array(1024);
  to = new Int32Array(1024);
  count = 0;
  /** number of its first run */
  base = 0;

  constructor(readonly channels: number) {
    this.first = new Int32Array(channels + 1);
  }

  begin(base: number): void {
    this.count = 0;
    this.base = base;
    this.first.fill(0);
  }

  push(from: number, to: number): void {
    if (this.count === this.from.length) [this.from, this.to] = [twice(this.from), twice(this.to)];
    this.from[this.count] = from;
    this.to[this.count++] = to;
  }
}

/** Which runs of voxels touch each other, and so are one region. Runs are numbered as they are added. */
export class Regions {
  /** of a run that is no root: a run of its region with a smaller number */
  private parents = new Int32Array(4096);
  private cores = new Uint8Array(4096);
  private areas = new Uint32Array(0);
  private count = 0;
  private row: Row;
  private before: Row;
  /** the channel that runs are added to */
  private channel = 0;
  /** of the row before, and of the channel before, the first run that may still touch the next one */
  private nextBefore = 0;
  private nextBelow = 0;

  constructor(
    private readonly channels: number,
    private readonly mostRuns = MOST_RUNS,
  ) {
    this.row = new Row(channels);
    this.before = new Row(channels);
  }

  beginRow(): void {
    this.endChannels(this.channels);
    [this.row, this.before] = [this.before, this.row];
    this.row.begin(this.count);
    this.channel = 0;
    this.nextBefore = this.before.first[0];
    this.nextBelow = 0;
  }

  /** The next run of the row: channels ascending, then x. @param to behind the last voxel */
  add(k: number, from: number, to: number, isCore: boolean): void {
    this.endChannels(k);
    const run = this.count++;
    if (run >= this.mostRuns)
      throw new LimitError(
        `the mask breaks into more than ${this.mostRuns} runs of voxels, which cannot be told apart in the memory there is: ask for higher LO and NLO, a smoother cube, or a smaller part of the data`,
      );
    if (run === this.parents.length) {
      this.parents = twice(this.parents);
      const bytes = new Uint8Array(this.parents.length);
      bytes.set(this.cores);
      this.cores = bytes;
    }
    this.parents[run] = run;
    this.cores[run] = Number(isCore);
    this.row.push(from, to);
    const { row, before } = this;
    this.nextBefore = this.join(run, from, to, before, this.nextBefore, before.first[k + 1]);
    if (k > 0) this.nextBelow = this.join(run, from, to, row, this.nextBelow, row.first[k]);
  }

  end(): void {
    this.endChannels(this.channels);
    for (let run = 0; run < this.count; run++) {
      const root = this.find(run);
      this.parents[run] = root;
      if (this.cores[run]) this.cores[root] = 1;
    }
  }

  /** After `end`: the number of the region of a run. */
  regionOf(run: number): number {
    return this.parents[run];
  }

  hasCore(region: number): boolean {
    return this.cores[region] === 1;
  }

  cover(region: number, pixels: number): void {
    if (this.areas.length === 0) this.areas = new Uint32Array(this.count);
    this.areas[region] += pixels;
  }

  /** Which regions stay. */
  choose(leastPixels = 0): RegionsResult {
    let [kept, small] = [0, 0];
    for (let run = 0; run < this.count; run++) {
      if (this.parents[run] !== run || !this.hasCore(run)) continue;
      if (leastPixels > 0 && !(this.areas[run] >= leastPixels)) {
        small++;
        this.cores[run] = 0;
      } else kept++;
    }
    return { kept, small };
  }

  stays(run: number): boolean {
    return this.hasCore(this.parents[run]);
  }

  /** Channels up to k have all their runs. */
  private endChannels(k: number): void {
    const { row, before } = this;
    while (this.channel < k) {
      row.first[++this.channel] = row.count;
      this.nextBelow = row.first[this.channel - 1];
      this.nextBefore = before.first[Math.min(this.channel, this.channels)];
    }
  }

  /** Joins a run with those that it touches in another row or channel; runs that end before it are of no use to the next one. */
  private join(run: number, from: number, to: number, { from: froms, to: tos, base }: Row, next: number, end: number): number {
    while (next < end && tos[next] <= from) next++;
    for (let other = next; other < end && froms[other] < to; other++) this.unite(run, base + other);
    return next;
  }

  private unite(a: number, b: number): void {
    const [one, other] = [this.find(a), this.find(b)];
    if (one < other) this.parents[other] = one;
    else this.parents[one] = other;
  }

  private find(run: number): number {
    const { parents } = this;
    while (parents[run] !== run) run = parents[run] = parents[parents[run]];
    return run;
  }
}

function twice(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * values.length);
  longer.set(values);
  return longer;
}
