/** A map of the plane and its inverse, `count` interleaved pairs in place; NaN where the inverse finds none. */
export interface PlaneMap {
  forward(pairs: Float64Array, count: number): void;
  inverse(pairs: Float64Array, count: number): void;
}

/** What a distortion adds to one of the two coordinates. */
export interface Correction {
  /** 0 for the first coordinate of the pair, 1 for the second */
  readonly target: 0 | 1;
  /** derivatives at the last point asked for with withSlopes */
  readonly dx: number;
  readonly dy: number;
  at(x: number, y: number): number;
  withSlopes(x: number, y: number): number;
}
