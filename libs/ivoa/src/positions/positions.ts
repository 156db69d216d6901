/** A table of positions, by columns; what cannot be read as a number is NaN. */
export interface Positions {
  readonly rows: number;
  /** ICRS */
  readonly lonDeg: Float64Array;
  readonly latDeg: Float64Array;
  /** of a circle around each, when the table has a column of it */
  readonly radiusDeg?: Float64Array;
  /** of datasets, when the table has a column of that name */
  readonly ids?: readonly string[];
}
