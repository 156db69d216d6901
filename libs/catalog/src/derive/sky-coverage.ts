import { footprint as footprintOf, type SkyMap } from '#region';
import type { CelestialAxes } from '#wcs';
import { convexHull } from './convex-hull.js';
import type { ImageHdu } from './science-hdus.js';

/** What a dataset covers of the sky, ICRS degrees. Without a polygon: more than an outline can say, the circle alone counts. */
export interface Footprint {
  readonly circle: { readonly lonDeg: number; readonly latDeg: number; readonly radiusDeg: number };
  readonly polygonDeg?: readonly number[];
  readonly allSky: boolean;
  readonly pixelScaleDeg: number;
}

/** The pixel grid of an image on the sky; an axis beyond NAXIS has one pixel. */
export function skyMapOf(celestial: CelestialAxes, axes: readonly number[]): SkyMap {
  return {
    width: axes[celestial.lonAxis] ?? 1,
    height: axes[celestial.latAxis] ?? 1,
    pixelToSky: (xy, count, out) => celestial.pixelToIcrs(xy, count, out),
    skyToPixel: (lonLat, count, out) => celestial.icrsToPixel(lonLat, count, out),
  };
}

/** Footprint of one image: its real outline; undefined without celestial axes, or when no pixel has a place on the sky. */
export function imageFootprint({ wcs, axes }: ImageHdu): Footprint | undefined {
  if (wcs.celestial === undefined) return undefined;
  const found = footprintOf(skyMapOf(wcs.celestial, axes));
  // damaged cards can make numbers that are none
  if (found === undefined || !Object.values(found.circle).every(Number.isFinite)) return undefined;
  const { circle, polygonDeg, allSky, pixelScaleDeg } = found;
  if (allSky) return { circle: { ...circle, radiusDeg: 180 }, allSky, pixelScaleDeg };
  return { circle, allSky, pixelScaleDeg, polygonDeg: polygonDeg.length < 6 ? undefined : polygonDeg };
}

/** Covers all of them: the outline of the only one, else a convex hull. The pixel scale is the first one's. */
export function coverage(parts: readonly Footprint[]): Footprint | undefined {
  const distinct = parts.filter((part, i) => parts.findIndex((other) => isSame(part, other)) === i);
  if (distinct.length <= 1) return distinct[0];
  const allSky = distinct.find((part) => part.allSky);
  if (allSky !== undefined) return { ...allSky, pixelScaleDeg: parts[0].pixelScaleDeg };
  const vertices = distinct.flatMap(({ polygonDeg, circle }) => polygonDeg ?? [circle.lonDeg, circle.latDeg]);
  const hull = distinct.every(({ polygonDeg }) => polygonDeg !== undefined) ? convexHull(vertices) : undefined;
  const circle = hull?.circle ?? { ...distinct[0].circle, radiusDeg: 180 }; // spread over more than a hemisphere
  return { circle, polygonDeg: hull?.polygonDeg, allSky: hull === undefined, pixelScaleDeg: parts[0].pixelScaleDeg };
}

function isSame(a: Footprint, b: Footprint): boolean {
  const near = 1e-9;
  return (
    a.polygonDeg?.length === b.polygonDeg?.length &&
    Math.abs(a.circle.radiusDeg - b.circle.radiusDeg) < near &&
    (a.polygonDeg ?? []).every((value, i) => Math.abs(value - b.polygonDeg![i]) < near) &&
    Math.abs(a.circle.lonDeg - b.circle.lonDeg) < near &&
    Math.abs(a.circle.latDeg - b.circle.latDeg) < near
  );
}
