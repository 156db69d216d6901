import type { SkyMap } from '#region';

const RADIANS = Math.PI / 180;
export const ARCSEC = RADIANS / 3600;

/** Offsets in arcsec, east and north, on the plane that touches the sky at a centre. */
export class SkyPlane {
  private readonly axes: Float64Array;

  constructor(
    private readonly map: SkyMap,
    lonDeg: number,
    latDeg: number,
  ) {
    const [sl, cl] = [Math.sin(lonDeg * RADIANS), Math.cos(lonDeg * RADIANS)];
    const [sb, cb] = [Math.sin(latDeg * RADIANS), Math.cos(latDeg * RADIANS)];
    this.axes = Float64Array.of(cb * cl, cb * sl, sb, -sl, cl, -sb * cl, -sb * sl, cb);
  }

  /**
   * Of `count` points x0, x0 + 1 … on the line y (pixels from 0 on), east and north interleaved; NaN where there is no sky or on its other half.
   */
  line(x0: number, y: number, count: number, out: Float64Array): void {
    for (let i = 0; i < count; i++) {
      out[2 * i] = x0 + i;
      out[2 * i + 1] = y;
    }
    this.map.pixelToSky(out, count, out);
    const [cx, cy, cz, ex, ey, nx, ny, nz] = this.axes;
    for (let i = 0; i < count; i++) {
      const [lon, lat] = [out[2 * i] * RADIANS, out[2 * i + 1] * RADIANS];
      const [x, y2, z] = [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
      const towards = x * cx + y2 * cy + z * cz;
      const scale = towards > 0 ? 1 / (towards * ARCSEC) : NaN;
      out[2 * i] = (x * ex + y2 * ey) * scale;
      out[2 * i + 1] = (x * nx + y2 * ny + z * nz) * scale;
    }
  }
}
