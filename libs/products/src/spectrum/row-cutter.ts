import type { BinTable, ByteSource } from '#fits';

/** Bytes of each row, in order, that are kept. */
export interface Segment {
  readonly offset: number;
  readonly length: number;
}

/** Bytes of the new row that are not those of the file. */
export interface Patch {
  /** in the new row */
  readonly offset: number;
  bytes(row: number): Uint8Array;
}

/** Consecutive rows of the file. */
export interface RowRun {
  readonly first: number;
  readonly count: number;
}

const BLOCK_BYTES = 1024 * 1024;
/** Rows longer than this are read piece by piece: between their segments lies too much. */
const LONG_ROW = 64 * 1024;

/** The rows of a table made of some of their bytes, as a source of its own: no row is held longer than it is asked for. */
export class RowCutter implements ByteSource {
  readonly name: string;
  readonly etag: string;
  readonly lastModified: Date;
  readonly size: number;
  readonly rowBytes: number;
  /** starts[i]: the first new row of run i */
  private readonly starts: readonly number[];

  constructor(
    private readonly table: BinTable,
    private readonly runs: readonly RowRun[],
    private readonly segments: readonly Segment[],
    private readonly patches: readonly Patch[] = [],
  ) {
    const { source } = table;
    [this.name, this.etag, this.lastModified] = [source.name, source.etag, source.lastModified];
    this.rowBytes = segments.reduce((sum, { length }) => sum + length, 0);
    let rows = 0;
    this.starts = runs.map(({ count }) => (rows += count) - count);
    this.size = rows * this.rowBytes;
  }

  async read(
    { offset, length }: { offset: number; length: number },
    options: { into?: Uint8Array; signal?: AbortSignal } = {},
  ): Promise<Uint8Array> {
    const target = options.into?.subarray(0, length) ?? new Uint8Array(length);
    const { rowBytes } = this;
    for (let done = 0; done < length;) {
      const row = Math.floor((offset + done) / rowBytes);
      const skip = offset + done - row * rowBytes;
      const whole = skip === 0 ? Math.floor((length - done) / rowBytes) : 0;
      if (whole > 0 && this.table.rowBytes <= LONG_ROW) {
        const rows = await this.#shortRows(row, whole, target.subarray(done), options.signal);
        done += rows * rowBytes;
      } else {
        const bytes = Math.min(rowBytes - skip, length - done);
        await this.#partOfRow(row, skip, target.subarray(done, done + bytes), options.signal);
        done += bytes;
      }
    }
    return target;
  }

  async close(): Promise<void> {}

  /** So many rows as lie together and fit in a block. */
  async #shortRows(row: number, most: number, target: Uint8Array, signal?: AbortSignal): Promise<number> {
    const { source, hdu, rowBytes } = this.table;
    const { first, left } = this.#place(row);
    const rows = Math.min(most, left, Math.max(1, Math.floor(BLOCK_BYTES / rowBytes)));
    const block = await source.read({ offset: hdu.dataOffset + first * rowBytes, length: rows * rowBytes }, { signal });
    for (let r = 0, at = 0; r < rows; r++) {
      for (const { offset, length } of this.segments) {
        const from = r * rowBytes + offset;
        target.set(block.subarray(from, from + length), at);
        at += length;
      }
      this.#patch(first + r, target.subarray(r * this.rowBytes, (r + 1) * this.rowBytes), 0);
    }
    return rows;
  }

  async #partOfRow(row: number, skip: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    const { source, hdu, rowBytes } = this.table;
    const { first } = this.#place(row);
    let at = 0;
    for (const { offset, length } of this.segments) {
      const from = Math.max(skip - at, 0);
      const to = Math.min(skip + target.length - at, length);
      if (from < to) {
        const range = { offset: hdu.dataOffset + first * rowBytes + offset + from, length: to - from };
        await source.read(range, { into: target.subarray(at + from - skip, at + to - skip), signal });
      }
      at += length;
    }
    this.#patch(first, target, skip);
  }

  /** `bytes` are those of the new row from `skip` on. */
  #patch(row: number, bytes: Uint8Array, skip: number): void {
    for (const patch of this.patches) {
      const fresh = patch.bytes(row);
      for (let i = 0; i < fresh.length; i++) {
        const at = patch.offset + i - skip;
        if (at >= 0 && at < bytes.length) bytes[at] = fresh[i];
      }
    }
  }

  /** Which row of the file a new row is, and how many follow it there, itself included. */
  #place(row: number): { first: number; left: number } {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle] <= row) low = middle;
      else high = middle - 1;
    }
    const { first, count } = this.runs[low];
    const within = row - this.starts[low];
    return { first: first + within, left: count - within };
  }
}

/** Ascending numbers as runs; `begin` is called before each. */
export function runsOf(rows: Iterable<number>, begin = (): void => {}): RowRun[] {
  const runs: { first: number; count: number }[] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last && row === last.first + last.count) last.count += 1;
    else if (!last || row >= last.first + last.count) {
      begin();
      runs.push({ first: row, count: 1 });
    }
  }
  return runs;
}
