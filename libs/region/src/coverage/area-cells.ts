import type { PixelBox } from '../sky-map.js';

/**
 * Exact areas of polygons in the pixels of a box, signed by the way they turn. Each piece of an edge leaves two numbers in the pixel that it crosses:
 * the height of the piece, which every pixel to its right gets whole, and the part of the pixel itself that lies to its right.
 */
export class AreaCells {
  /** of each row triples x, height, area */
  private readonly rows: number[][];

  constructor(private readonly box: PixelBox) {
    this.rows = Array.from({ length: box.y1 - box.y0 + 1 }, () => []);
  }

  /** @param points corners of a closed polygon, x and y interleaved, pixel centres at integers */
  add(points: Float64Array, sign: 1 | -1): void {
    const { x0, y0, x1 } = this.box;
    const width = x1 - x0 + 1;
    const count = points.length / 2;
    for (let i = 0; i < count; i++) {
      const j = i + 1 < count ? i + 1 : 0;
      const [ax, ay] = [points[2 * i] - x0 + 0.5, points[2 * i + 1] - y0 + 0.5];
      const [bx, by] = [points[2 * j] - x0 + 0.5, points[2 * j + 1] - y0 + 0.5];
      if (ay < by) this.edge(ax, ay, bx, by, width, sign);
      else if (by < ay) this.edge(bx, by, ax, ay, width, -sign);
    }
  }

  /** Calls `pixel` for spans of one row, from left to right, wherever the area is not 0. */
  sweep(y: number, span: (from: number, to: number, area: number) => void): void {
    const cells = this.rows[y - this.box.y0];
    const order = Array.from({ length: cells.length / 3 }, (_, i) => 3 * i).sort((a, b) => cells[a] - cells[b] || a - b);
    const { x0, x1 } = this.box;
    let height = 0;
    for (let i = 0; i < order.length;) {
      const x = cells[order[i]];
      let area = height;
      for (; i < order.length && cells[order[i]] === x; i++) {
        height += cells[order[i] + 1];
        area += cells[order[i] + 2];
      }
      span(x0 + x, x0 + x + 1, area);
      const next = i < order.length ? cells[order[i]] : x1 - x0 + 1;
      if (next > x + 1 && Math.abs(height) > ROUNDING) span(x0 + x + 1, x0 + next, height);
    }
  }

  /** An edge that rises from a to b, clipped to the box: what is left of it counts as on its left side, what is right of it not at all. */
  private edge(ax: number, ay: number, bx: number, by: number, width: number, sign: number): void {
    const slope = (bx - ax) / (by - ay);
    const last = Math.min(this.rows.length, by);
    for (let y = Math.max(0, ay); y < last;) {
      const row = Math.floor(y);
      const end = Math.min(row + 1, last);
      const from = y === ay ? ax : ax + (y - ay) * slope;
      const to = end === by ? bx : ax + (end - ay) * slope;
      this.piece(this.rows[row], from, to, end - y, width, sign);
      y = end;
    }
  }

  /** A piece within one row: from x = a to b over the height h. */
  private piece(cells: number[], a: number, b: number, h: number, width: number, sign: number): void {
    const [low, high] = a < b ? [a, b] : [b, a];
    if (low >= width) return;
    if (high <= 0 || high - low < 1e-15) {
      const x = Math.min(Math.max(low, 0), width - 1e-9);
      cells.push(Math.floor(x), sign * h, sign * h * (Math.floor(x) + 1 - x));
      return;
    }
    const rise = h / (high - low);
    if (low < 0) cells.push(0, sign * rise * -low, sign * rise * -low);
    for (let x = Math.max(0, low); x < Math.min(high, width);) {
      const column = Math.floor(x);
      const end = Math.min(column + 1, high);
      const part = sign * rise * (end - x);
      cells.push(column, part, part * (column + 1 - (x + end) / 2));
      x = end;
    }
  }
}

const ROUNDING = 1e-9;
