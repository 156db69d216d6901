/** A region of the sky in ICRS degrees (SODA 1.0 §2: POS, CIRCLE, POLYGON). */
export type Shape = Circle | Range | Polygon;

export interface Circle {
  readonly kind: 'circle';
  readonly lonDeg: number;
  readonly latDeg: number;
  /** 0 is the point itself, 180 or more the whole sky. */
  readonly radiusDeg: number;
}

/** Between two meridians and two parallels; lon1 > lon2 crosses longitude 0, ±Infinity leaves a side open. */
export interface Range {
  readonly kind: 'range';
  readonly lon1Deg: number;
  readonly lon2Deg: number;
  readonly lat1Deg: number;
  readonly lat2Deg: number;
}

/**
 * Great-circle edges, implicitly closed. One that fits within a hemisphere means its smaller side, whichever way it turns;
 * of any other the inside lies to the left as seen from the origin (DALI: counter-clockwise towards the sky).
 */
export interface Polygon {
  readonly kind: 'polygon';
  /** lon lat lon lat … */
  readonly verticesDeg: readonly number[];
}
