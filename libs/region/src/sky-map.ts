/**
 * An image's pixel grid on the sky. Pixels are 0-based with centres at integers, x along the longitude axis; sky is ICRS in degrees.
 * Both functions take and give `count` interleaved pairs, NaN where there is none.
 */
export interface SkyMap {
  readonly width: number;
  readonly height: number;
  pixelToSky(xy: Float64Array, count: number, out: Float64Array): void;
  skyToPixel(lonLat: Float64Array, count: number, out: Float64Array): void;
}

/** 0-based, both ends included. */
export interface PixelBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}
