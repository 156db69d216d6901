import type { SkyMap } from '../src/index.js';

const D = Math.PI / 180;

/** Native (phi, theta) to the plane and back, radians, [NaN, NaN] where there is none (WCS Paper II §5). */
interface Projection {
  readonly plane: (phi: number, theta: number) => [number, number];
  readonly native: (x: number, y: number) => [number, number];
  /** Native latitude of the reference point. */
  readonly theta0: number;
}

const NOWHERE: [number, number] = [NaN, NaN];

export const TAN: Projection = {
  theta0: Math.PI / 2,
  plane: (phi, theta) => (theta <= 0 ? NOWHERE : [Math.sin(phi) / Math.tan(theta), -Math.cos(phi) / Math.tan(theta)]),
  native: (x, y) => [Math.atan2(x, -y), Math.atan2(1, Math.hypot(x, y))],
};

export const SIN: Projection = {
  theta0: Math.PI / 2,
  plane: (phi, theta) => (theta < 0 ? NOWHERE : [Math.cos(theta) * Math.sin(phi), -Math.cos(theta) * Math.cos(phi)]),
  native: (x, y) => (Math.hypot(x, y) > 1 ? NOWHERE : [Math.atan2(x, -y), Math.acos(Math.hypot(x, y))]),
};

export const CAR: Projection = {
  theta0: 0,
  plane: (phi, theta) => [phi, theta],
  native: (x, y) => (Math.abs(y) > Math.PI / 2 ? NOWHERE : [x, y]),
};

export const AIT: Projection = {
  theta0: 0,
  plane(phi, theta) {
    const gamma = Math.sqrt(2 / (1 + Math.cos(theta) * Math.cos(phi / 2)));
    return [2 * gamma * Math.cos(theta) * Math.sin(phi / 2), gamma * Math.sin(theta)];
  },
  native(x, y) {
    const z2 = 1 - (x / 4) ** 2 - (y / 2) ** 2;
    if (z2 < 0.5) return NOWHERE;
    const z = Math.sqrt(z2);
    return [2 * Math.atan2((z * x) / 2, 2 * z2 - 1), Math.asin(y * z)];
  },
};

export interface MapOptions {
  readonly projection: Projection;
  readonly width: number;
  readonly height: number;
  /** Degrees per pixel; x grows with falling longitude, as usual. */
  readonly scaleDeg: number;
  /** The reference point and its pixel (default: the middle of the image). */
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly refX?: number;
  readonly refY?: number;
  readonly rotationDeg?: number;
}

/** A small WCS of its own, so that nothing here depends on libs/wcs. Cylindrical maps with latDeg ≠ 0 keep the equator straight only at latDeg = 0. */
export function skyMap({ projection, width, height, scaleDeg, lonDeg, latDeg, ...rest }: MapOptions): SkyMap {
  const { refX = (width - 1) / 2, refY = (height - 1) / 2, rotationDeg = 0 } = rest;
  const s = scaleDeg * D;
  const [cr, sr] = [Math.cos(rotationDeg * D), Math.sin(rotationDeg * D)];
  // Rotation taking the reference direction to native (0, theta0): rows are the native axes in sky coordinates.
  const [cl, sl, cb, sb] = [Math.cos(lonDeg * D), Math.sin(lonDeg * D), Math.cos(latDeg * D), Math.sin(latDeg * D)];
  const out = [cb * cl, cb * sl, sb];
  const east = [-sl, cl, 0];
  const north = [-sb * cl, -sb * sl, cb];
  const zenithal = projection.theta0 !== 0;
  // Zenithal: native pole is the reference point and phi = 180° is north; cylindrical: native x axis is the reference point.
  const rows = zenithal ? [north.map((value) => -value), east, out] : [out, east, north];
  return {
    width,
    height,
    pixelToSky(xy, count, lonLat) {
      for (let i = 0; i < count; i++) {
        const dx = -(xy[2 * i] - refX) * s;
        const dy = (xy[2 * i + 1] - refY) * s;
        const [phi, theta] = projection.native(dx * cr - dy * sr, dx * sr + dy * cr);
        const n = [Math.cos(theta) * Math.cos(phi), Math.cos(theta) * Math.sin(phi), Math.sin(theta)];
        const v = [0, 1, 2].map((k) => n[0] * rows[0][k] + n[1] * rows[1][k] + n[2] * rows[2][k]);
        lonLat[2 * i] = (Math.atan2(v[1], v[0]) / D + 360) % 360;
        lonLat[2 * i + 1] = Math.atan2(v[2], Math.hypot(v[0], v[1])) / D;
      }
    },
    skyToPixel(lonLat, count, xy) {
      for (let i = 0; i < count; i++) {
        const [lon, lat] = [lonLat[2 * i] * D, lonLat[2 * i + 1] * D];
        const v = [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
        const n = rows.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
        const [x, y] = projection.plane(Math.atan2(n[1], n[0]), Math.atan2(n[2], Math.hypot(n[0], n[1])));
        xy[2 * i] = refX - (x * cr + y * sr) / s;
        xy[2 * i + 1] = refY + (-x * sr + y * cr) / s;
      }
    },
  };
}
