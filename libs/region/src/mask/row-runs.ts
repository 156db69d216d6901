import type { PixelBox } from '../sky-map.js';

/** Which pixels of a box belong to a shape. */
export interface ShapeMask {
  readonly box: PixelBox;
  /** The pixels of one row of the box as pairs [from, to) of columns in rising order; rows and columns are those of the image, 0-based. */
  runs(y: number): Int32Array;
}

/** Collects the pixels of a mask as runs, row by row, in any order. */
export class RowRuns {
  private readonly rows: number[][];
  private count = 0;

  constructor(
    private readonly box: PixelBox,
    private readonly most: number,
    private readonly tooMany: () => never,
  ) {
    this.rows = Array.from({ length: box.y1 - box.y0 + 1 }, () => []);
  }

  addBlock({ x0, y0, x1, y1 }: PixelBox): void {
    for (let y = y0; y <= y1; y++) this.add(y, x0, x1 + 1);
  }

  /** @param pixels of the block, row by row */
  addPixels({ x0, y0, x1, y1 }: PixelBox, pixels: readonly boolean[]): void {
    const columns = x1 - x0 + 1;
    for (let y = y0; y <= y1; y++) {
      for (let column = 0, row = (y - y0) * columns; column < columns; column++) {
        if (!pixels[row + column]) continue;
        const from = column;
        while (column < columns && pixels[row + column]) column++;
        this.add(y, x0 + from, x0 + column);
      }
    }
  }

  mask(): ShapeMask {
    const rows = this.rows.map(merged);
    return { box: this.box, runs: (y) => rows[y - this.box.y0] };
  }

  private add(y: number, from: number, to: number): void {
    this.rows[y - this.box.y0].push(from, to);
    if (++this.count > this.most) this.tooMany();
  }
}

/** In rising order, neighbours as one. */
function merged(row: number[]): Int32Array {
  const order = Array.from({ length: row.length / 2 }, (_, i) => i).sort((a, b) => row[2 * a] - row[2 * b]);
  const runs: number[] = [];
  for (const i of order) {
    const [from, to] = [row[2 * i], row[2 * i + 1]];
    if (runs.length > 0 && from <= runs[runs.length - 1]) runs[runs.length - 1] = Math.max(runs[runs.length - 1], to);
    else runs.push(from, to);
  }
  return Int32Array.from(runs);
}
