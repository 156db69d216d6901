/** A tile and its place: the first pixel (0-based) and how many, along each axis of the image, NAXIS1 first. */
export interface TileSpan {
  /** 0-based; its row of the table */
  readonly n: number;
  readonly origin: readonly number[];
  readonly lengths: readonly number[];
}

/** The pixels `first` … `first + count - 1` of an axis. */
export interface AxisBox {
  readonly first: number;
  readonly count: number;
}

/** How an image is cut into tiles (Standard §10.1): in the order of their first pixels, those at the far edges shorter. */
export class TileGrid {
  /** tiles along each axis */
  readonly counts: readonly number[];
  readonly tiles: number;

  constructor(
    readonly axes: readonly number[],
    readonly tileAxes: readonly number[],
  ) {
    this.counts = axes.map((length, axis) => Math.ceil(length / tileAxes[axis]));
    this.tiles = this.counts.reduce((product, count) => product * count, 1);
  }

  span(n: number): TileSpan {
    let rest = n;
    const origin = this.counts.map((count, axis) => {
      const position = rest % count;
      rest = Math.floor(rest / count);
      return position * this.tileAxes[axis];
    });
    return { n, origin, lengths: origin.map((first, axis) => Math.min(this.tileAxes[axis], this.axes[axis] - first)) };
  }

  /** The tiles that share a pixel with the box, in their order. */
  *touching(box: readonly AxisBox[]): Generator<TileSpan> {
    const first = box.map(({ first: from }, axis) => Math.floor(from / this.tileAxes[axis]));
    const last = box.map(({ first: from, count }, axis) => Math.floor((from + count - 1) / this.tileAxes[axis]));
    const at = [...first];
    for (let axis = 0; axis < at.length;) {
      yield this.span(this.#number(at));
      for (axis = 0; axis < at.length && ++at[axis] > last[axis]; axis++) at[axis] = first[axis];
    }
  }

  #number(position: readonly number[]): number {
    let n = 0;
    for (let axis = position.length - 1; axis >= 0; axis--) n = n * this.counts[axis] + position[axis];
    return n;
  }
}
