import type { Shape } from '../src/index.js';

const D = Math.PI / 180;

/** A circle, polygon (convex or star-shaped, either way round) or range about a place, of about the size given. */
export function randomShape(next: () => number, lonDeg: number, latDeg: number, sizeDeg: number): Shape {
  const kind = next();
  if (kind < 0.35) return { kind: 'circle', lonDeg, latDeg, radiusDeg: sizeDeg };
  if (kind < 0.6) {
    const half = Math.min(sizeDeg / Math.max(Math.cos(latDeg * D), 0.02), 170) * (0.3 + next());
    const height = sizeDeg * (0.3 + next());
    const lat1Deg = Math.max(latDeg - height, -90);
    const lat2Deg = Math.min(latDeg + height, 90);
    return { kind: 'range', lon1Deg: (lonDeg - half + 360) % 360, lon2Deg: (lonDeg + half) % 360, lat1Deg, lat2Deg };
  }
  const count = 3 + Math.floor(next() * 6);
  const way = next() < 0.5 ? 1 : -1;
  const verticesDeg = Array.from({ length: count }, (_, i) =>
    offset(lonDeg, latDeg, sizeDeg * (0.3 + 0.7 * next()), (way * 360 * (i + 0.6 * next())) / count),
  ).flat();
  return { kind: 'polygon', verticesDeg };
}

/** The point at a distance and position angle. */
export function offset(lonDeg: number, latDeg: number, distanceDeg: number, angleDeg: number): [number, number] {
  const [lat, r, pa] = [latDeg * D, distanceDeg * D, angleDeg * D];
  const sinLat = Math.sin(lat) * Math.cos(r) + Math.cos(lat) * Math.sin(r) * Math.cos(pa);
  const y = Math.sin(pa) * Math.sin(r) * Math.cos(lat);
  return [(lonDeg + Math.atan2(y, Math.cos(r) - Math.sin(lat) * sinLat) / D + 720) % 360, Math.asin(Math.min(Math.max(sinLat, -1), 1)) / D];
}
