import { shapeContains, type PixelBox, type Shape, type SkyMap } from '../src/index.js';

const D = Math.PI / 180;

/** Lower and upper limits on the four sides, for rounding of the sampled outline. */
export interface ReferenceBox {
  /** All pixels whose centre is inside. */
  readonly centres: PixelBox | undefined;
  /** Pixels entered by more than 10⁻³ pixels, and those entered by less or only nearly. */
  readonly touched: PixelBox | undefined;
  readonly nearly: PixelBox | undefined;
}

/** The slow way: every pixel centre, points all along the border of the image, and `count` points on each edge of the outline by formulae of their own. */
export function referenceBox(shape: Shape, map: SkyMap, count: number): ReferenceBox {
  const { width, height } = map;
  const [centres, points] = [new Extent(), new Extent()];
  const grid = new Float64Array(2 * (2 * width + 1) * (2 * height + 1));
  let n = 0;
  for (let y = -1; y < 2 * height; y++) {
    for (let x = -1; x < 2 * width; x++) {
      const border = x === -1 || y === -1 || x === 2 * width - 1 || y === 2 * height - 1;
      if (!border && (x % 2 !== 0 || y % 2 !== 0)) continue;
      // A hair inside the image, as a map may end exactly on its border.
      grid[n++] = Math.min(Math.max(x / 2, -0.5 + 1e-7), width - 0.5 - 1e-7);
      grid[n++] = Math.min(Math.max(y / 2, -0.5 + 1e-7), height - 0.5 - 1e-7);
    }
  }
  const sky = new Float64Array(n);
  map.pixelToSky(grid, n / 2, sky);
  for (let i = 0; i < n; i += 2) {
    if (!Number.isFinite(sky[i] + sky[i + 1]) || !shapeContains(shape, sky[i], sky[i + 1])) continue;
    points.add(grid[i], grid[i + 1]);
    if (Number.isInteger(grid[i]) && Number.isInteger(grid[i + 1])) centres.add(grid[i], grid[i + 1]);
  }
  const outline = outlineOf(shape, count);
  const pixels = new Float64Array(outline.length);
  map.skyToPixel(outline, outline.length / 2, pixels);
  for (let i = 0; i < pixels.length; i += 2) {
    const [x, y] = [pixels[i], pixels[i + 1]];
    if (x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5) points.add(x, y);
  }
  return { centres: centres.box(0, width, height), touched: points.box(-1e-3, width, height), nearly: points.box(1e-3, width, height) };
}

class Extent {
  private limits = [Infinity, Infinity, -Infinity, -Infinity];
  add(x: number, y: number): void {
    const [x0, y0, x1, y1] = this.limits;
    this.limits = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
  }
  box(more: number, width: number, height: number): PixelBox | undefined {
    const [x0, y0, x1, y1] = this.limits;
    // Adding 0 turns -0 into 0.
    const low = (p: number) => Math.max(Math.floor(p - more + 0.5), 0) + 0;
    const high = (p: number, size: number) => Math.min(Math.ceil(p + more - 0.5), size - 1) + 0;
    const box = { x0: low(x0), y0: low(y0), x1: high(x1, width), y1: high(y1, height) };
    return box.x0 <= box.x1 && box.y0 <= box.y1 ? box : undefined;
  }
}

function outlineOf(shape: Shape, count: number): Float64Array {
  const out: number[] = [];
  const parts = Array.from({ length: count + 1 }, (_, i) => i / count);
  if (shape.kind === 'circle') {
    const [lat, r] = [shape.latDeg * D, shape.radiusDeg * D];
    for (const part of parts) {
      const pa = 2 * Math.PI * part;
      const sinLat = Math.sin(lat) * Math.cos(r) + Math.cos(lat) * Math.sin(r) * Math.cos(pa);
      const y = Math.sin(pa) * Math.sin(r) * Math.cos(lat);
      out.push(wrap(shape.lonDeg + Math.atan2(y, Math.cos(r) - Math.sin(lat) * sinLat) / D), Math.asin(sinLat) / D);
    }
  } else if (shape.kind === 'range') {
    const { lon1Deg, lat1Deg, lat2Deg } = shape;
    const width = shape.lon2Deg < lon1Deg ? shape.lon2Deg - lon1Deg + 360 : shape.lon2Deg - lon1Deg;
    for (const part of parts) {
      const [lon, lat] = [wrap(lon1Deg + width * part), lat1Deg + (lat2Deg - lat1Deg) * part];
      out.push(lon, lat1Deg, lon, lat2Deg);
      if (width < 360) out.push(wrap(lon1Deg), lat, wrap(lon1Deg + width), lat);
    }
  } else {
    const n = shape.verticesDeg.length / 2;
    const vertex = (i: number) => {
      const [lon, lat] = [shape.verticesDeg[2 * (i % n)] * D, shape.verticesDeg[2 * (i % n) + 1] * D];
      return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
    };
    for (let i = 0; i < n; i++) {
      const [a, b] = [vertex(i), vertex(i + 1)];
      for (const part of parts) {
        const [x, y, z] = a.map((value, k) => value * (1 - part) + b[k] * part);
        out.push(wrap(Math.atan2(y, x) / D), Math.atan2(z, Math.hypot(x, y)) / D);
      }
    }
  }
  return Float64Array.from(out);
}

const wrap = (lon: number) => ((lon % 360) + 360) % 360;
