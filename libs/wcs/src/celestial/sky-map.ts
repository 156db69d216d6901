import { DEGREE } from '../angle.js';
import { addETerms, removeETerms } from '../frame/fk4.js';
import { product, type Matrix3 } from '../frame/matrix.js';
import type { SkyFrame } from '../frame/sky-frame.js';
import { CHUNK, type Projection } from '../projection/projection.js';
import type { PlaneMap } from '../distortion/plane-map.js';

export interface SkyMapParts {
  /** 0-based reference pixel of the pair */
  readonly x0: number;
  readonly y0: number;
  /** (longitude, latitude) rows × (x, y) columns, pixels to degrees of the intermediate plane, and its inverse */
  readonly matrix: readonly [number, number, number, number];
  readonly inverse: readonly [number, number, number, number];
  /** intermediate coordinates of the reference pixel that other, held axes add, degrees */
  readonly shift: readonly [number, number];
  /** of pixel offsets from the reference: SIP, look-up tables */
  readonly prior?: PlaneMap;
  /** of the intermediate plane in degrees: TPV, TNX */
  readonly sequent?: PlaneMap;
  readonly projection: Projection;
  /** plane coordinates of the fiducial point that CRVAL names, radians: not 0 only with PVi_0 or GLS */
  readonly fiducial: readonly [number, number];
  /** native unit vector → frame's unit vector */
  readonly rotation: Matrix3;
  readonly frame: SkyFrame;
}

/**
 * Pixels ⇄ sky for one celestial pair, by unit vectors throughout: no angle is taken between the plane and the final longitude
 * and latitude, so that the poles lose no digits and a change of frame costs nothing. Not re-entrant (scratch per object).
 */
export class SkyMap {
  private readonly plane = new Float64Array(2 * CHUNK);
  private readonly sphere = new Float64Array(3 * CHUNK);
  private readonly toIcrs: Matrix3;
  private readonly toNative: Matrix3;
  private readonly fromIcrs: Matrix3;

  constructor(private readonly parts: SkyMapParts) {
    const { rotation, frame } = parts;
    this.toNative = invertedMatrix(rotation);
    const whole = frame.eTerms ? frame.toIcrs : product(frame.toIcrs, rotation);
    this.toIcrs = whole;
    // FK4's matrix is no exact rotation, so its inverse is not its transpose
    this.fromIcrs = invertedMatrix(whole);
  }

  pixelToNative(xy: Float64Array, count: number, out: Float64Array): void {
    for (let start = 0; start < count; start += CHUNK) {
      const n = Math.min(CHUNK, count - start);
      this.pixelsToVectors(xy, 2 * start, n);
      vectorsToLonLat(this.parts.rotation, this.sphere, n, out, 2 * start);
    }
  }

  nativeToPixel(lonLat: Float64Array, count: number, out: Float64Array): void {
    for (let start = 0; start < count; start += CHUNK) {
      const n = Math.min(CHUNK, count - start);
      lonLatToVectors(this.toNative, lonLat, 2 * start, n, this.sphere);
      this.vectorsToPixels(n, out, 2 * start);
    }
  }

  pixelToIcrs(xy: Float64Array, count: number, out: Float64Array): void {
    const { rotation, frame } = this.parts;
    for (let start = 0; start < count; start += CHUNK) {
      const n = Math.min(CHUNK, count - start);
      this.pixelsToVectors(xy, 2 * start, n);
      if (frame.eTerms) {
        rotate(rotation, this.sphere, n);
        removeETerms(frame.eTerms, this.sphere, n);
      }
      vectorsToLonLat(this.toIcrs, this.sphere, n, out, 2 * start);
    }
  }

  icrsToPixel(lonLat: Float64Array, count: number, out: Float64Array): void {
    const { frame } = this.parts;
    for (let start = 0; start < count; start += CHUNK) {
      const n = Math.min(CHUNK, count - start);
      lonLatToVectors(this.fromIcrs, lonLat, 2 * start, n, this.sphere);
      if (frame.eTerms) {
        addETerms(frame.eTerms, this.sphere, n);
        rotate(this.toNative, this.sphere, n);
      }
      this.vectorsToPixels(n, out, 2 * start);
    }
  }

  /** Pixels from `from` on → native unit vectors in `sphere`. */
  private pixelsToVectors(xy: Float64Array, from: number, count: number): void {
    const { x0, y0, matrix, shift, fiducial, prior, sequent, projection } = this.parts;
    const { plane } = this;
    for (let i = 0; i < 2 * count; i += 2) {
      plane[i] = xy[from + i] - x0;
      plane[i + 1] = xy[from + i + 1] - y0;
    }
    prior?.forward(plane, count);
    const [a, b, c, d] = matrix;
    for (let i = 0; i < 2 * count; i += 2) {
      const u = plane[i];
      const v = plane[i + 1];
      plane[i] = a * u + b * v + shift[0];
      plane[i + 1] = c * u + d * v + shift[1];
    }
    sequent?.forward(plane, count);
    for (let i = 0; i < 2 * count; i += 2) {
      plane[i] = plane[i] * DEGREE + fiducial[0];
      plane[i + 1] = plane[i + 1] * DEGREE + fiducial[1];
    }
    projection.deproject(plane, count, this.sphere);
  }

  /** Native unit vectors in `sphere` → pixels from `to` on. */
  private vectorsToPixels(count: number, out: Float64Array, to: number): void {
    const { x0, y0, inverse, shift, fiducial, prior, sequent, projection } = this.parts;
    const { plane } = this;
    projection.project(this.sphere, count, plane);
    for (let i = 0; i < 2 * count; i += 2) {
      plane[i] = (plane[i] - fiducial[0]) / DEGREE;
      plane[i + 1] = (plane[i + 1] - fiducial[1]) / DEGREE;
    }
    sequent?.inverse(plane, count);
    const [a, b, c, d] = inverse;
    for (let i = 0; i < 2 * count; i += 2) {
      const u = plane[i] - shift[0];
      const v = plane[i + 1] - shift[1];
      plane[i] = a * u + b * v;
      plane[i + 1] = c * u + d * v;
    }
    prior?.inverse(plane, count);
    for (let i = 0; i < 2 * count; i += 2) {
      out[to + i] = plane[i] + x0;
      out[to + i + 1] = plane[i + 1] + y0;
    }
  }
}

/** m · v as longitude in [0, 360) and latitude, degrees; v need not be of unit length. */
function vectorsToLonLat(m: Matrix3, sphere: Float64Array, count: number, out: Float64Array, to: number): void {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = m;
  for (let i = to, v = 0; v < 3 * count; i += 2, v += 3) {
    const l = sphere[v];
    const k = sphere[v + 1];
    const n = sphere[v + 2];
    const x = m0 * l + m1 * k + m2 * n;
    const y = m3 * l + m4 * k + m5 * n;
    const z = m6 * l + m7 * k + m8 * n;
    const lon = Math.atan2(y, x) / DEGREE;
    const turned = lon < 0 ? lon + 360 : lon;
    out[i] = turned === 360 ? 0 : turned;
    out[i + 1] = Math.atan2(z, Math.sqrt(x * x + y * y)) / DEGREE;
  }
}

/** m · the unit vectors of the directions; NaN beyond the poles. */
function lonLatToVectors(m: Matrix3, lonLat: Float64Array, from: number, count: number, sphere: Float64Array): void {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = m;
  for (let i = from, v = 0; v < 3 * count; i += 2, v += 3) {
    const lon = lonLat[i] * DEGREE;
    const lat = Math.abs(lonLat[i + 1]) <= 90 ? lonLat[i + 1] * DEGREE : NaN;
    const cosLat = Math.cos(lat);
    const x = cosLat * Math.cos(lon);
    const y = cosLat * Math.sin(lon);
    const z = Math.sin(lat);
    sphere[v] = m0 * x + m1 * y + m2 * z;
    sphere[v + 1] = m3 * x + m4 * y + m5 * z;
    sphere[v + 2] = m6 * x + m7 * y + m8 * z;
  }
}

function rotate(m: Matrix3, sphere: Float64Array, count: number): void {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = m;
  for (let v = 0; v < 3 * count; v += 3) {
    const x = sphere[v];
    const y = sphere[v + 1];
    const z = sphere[v + 2];
    sphere[v] = m0 * x + m1 * y + m2 * z;
    sphere[v + 1] = m3 * x + m4 * y + m5 * z;
    sphere[v + 2] = m6 * x + m7 * y + m8 * z;
  }
}

/** The inverse by cofactors. */
function invertedMatrix([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return Float64Array.of(
    e * i - f * h, c * h - b * i, b * f - c * e,
    f * g - d * i, a * i - c * g, c * d - a * f,
    d * h - e * g, b * g - a * h, a * e - b * d,
  ).map((cofactor) => cofactor / determinant); // prettier-ignore
}
