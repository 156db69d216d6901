const DEGREE = Math.PI / 180;
/** Beyond this distance from the middle the tangent plane is of no use. */
const FARTHEST_DEG = 80;

type Vector = readonly [number, number, number];

export interface Hull {
  /** lon lat …, counter-clockwise as seen from the origin (east to the left), as DALI has polygons. */
  readonly polygonDeg: number[];
  /** Covers every vertex, hence the polygon. */
  readonly circle: { readonly lonDeg: number; readonly latDeg: number; readonly radiusDeg: number };
}

/**
 * Convex hull of points on the sky (lon lat …, degrees). Great circles are straight lines on the tangent plane at the middle of the points, so
 * the hull is taken there. Undefined when the points spread over too much of the sky for that.
 */
export function convexHull(pointsDeg: readonly number[]): Hull | undefined {
  const vectors: Vector[] = [];
  for (let i = 0; i < pointsDeg.length; i += 2) vectors.push(toVector(pointsDeg[i], pointsDeg[i + 1]));
  const centre = normalised(vectors.reduce((sum, v) => [sum[0] + v[0], sum[1] + v[1], sum[2] + v[2]], [0, 0, 0]));
  if (centre === undefined || vectors.some((v) => dot(v, centre) < Math.cos(FARTHEST_DEG * DEGREE))) return undefined;
  const [lonDeg, latDeg] = toDegrees(centre);
  const [lon, lat] = [lonDeg * DEGREE, latDeg * DEGREE];
  const east: Vector = [-Math.sin(lon), Math.cos(lon), 0];
  const north: Vector = [-Math.sin(lat) * Math.cos(lon), -Math.sin(lat) * Math.sin(lon), Math.cos(lat)];
  const plane = vectors.map((v): Vector => [dot(v, east) / dot(v, centre), dot(v, north) / dot(v, centre), 0]);
  const outline = monotoneChain(plane).map(([x, y]) =>
    toDegrees(normalised([0, 1, 2].map((k) => centre[k] + x * east[k] + y * north[k]) as unknown as Vector)!),
  );
  const radius = Math.max(...vectors.map((v) => angle(v, centre)));
  return { polygonDeg: outline.flat(), circle: { lonDeg, latDeg, radiusDeg: radius / DEGREE } };
}

/**
 * Andrew's monotone chain: counter-clockwise with x to the right. The plane has east to the right, as the globe has from outside, so what is
 * counter-clockwise here is clockwise as seen from within: the other way round it goes out.
 */
function monotoneChain(points: readonly Vector[]): Vector[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list: readonly Vector[]): Vector[] => {
    const chain: Vector[] = [];
    for (const p of list) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, p) <= 0) chain.pop();
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half([...sorted].reverse())].reverse();
}

function turn(a: Vector, b: Vector, c: Vector): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function toVector(lonDeg: number, latDeg: number): Vector {
  const [lon, lat] = [lonDeg * DEGREE, latDeg * DEGREE];
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}

function toDegrees([x, y, z]: Vector): [number, number] {
  const lon = Math.atan2(y, x) / DEGREE;
  return [lon < 0 ? lon + 360 : lon, Math.atan2(z, Math.hypot(x, y)) / DEGREE];
}

function normalised([x, y, z]: Vector): Vector | undefined {
  const length = Math.hypot(x, y, z);
  return length < 1e-6 ? undefined : [x / length, y / length, z / length];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function angle(a: Vector, b: Vector): number {
  return 2 * Math.asin(Math.min(1, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 2));
}
