import type { Coverage, SkyMap } from '#region';

/** Solid angles of pixels in steradians, as plain data: one for all, or at some pixels of each row, straight in between. */
export type SolidAngles =
  | { readonly kind: 'equal'; readonly steradians: number }
  | {
      readonly kind: 'rows';
      readonly y0: number;
      readonly step: number;
      /** column of the first value of each row */
      readonly first: Int32Array;
      /** rows + 1 */
      readonly offsets: Uint32Array;
      readonly values: Float64Array;
    };

/** Fields below this have one solid angle for all pixels (kernels §2.1). */
const SMALL_FIELD_DEG = 1;
/** Within so many pixels a projection is straight enough: (16 px)²/8 of its second derivative. */
const STEP = 16;

/**
 * Those of the pixels that an aperture covers: for a field below 1° that holds the reference pixel the value there, otherwise one for each pixel.
 * @param reference the reference pixel of the image, 0-based
 */
export function solidAnglesOf(coverage: Coverage, map: SkyMap, reference: readonly [number, number]): SolidAngles {
  const [x, y] = reference;
  const inside = x > -map.width && x < 2 * map.width && y > -map.height && y < 2 * map.height;
  const [steradians] = inside ? pixelAngles(map, [x], y) : [NaN];
  const fieldDeg = (Math.max(map.width, map.height) * Math.sqrt(steradians) * 180) / Math.PI;
  if (fieldDeg < SMALL_FIELD_DEG) return { kind: 'equal', steradians };
  const { box, offsets, from, to } = coverage;
  const rows = box.y1 - box.y0 + 1;
  const first = new Int32Array(rows);
  const starts = new Uint32Array(rows + 1);
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (offsets[row] < offsets[row + 1]) {
      first[row] = from[offsets[row]];
      const count = Math.ceil((to[offsets[row + 1] - 1] - 1 - first[row]) / STEP) + 1;
      const columns = Array.from({ length: count }, (_, i) => first[row] + i * STEP);
      values.push(...filled(pixelAngles(map, columns, box.y0 + row)));
    }
    starts[row + 1] = values.length;
  }
  return { kind: 'rows', y0: box.y0, step: STEP, first, offsets: starts, values: Float64Array.from(values) };
}

/** Of one pixel that the aperture covers. */
export function solidAngleAt(angles: SolidAngles, x: number, y: number): number {
  if (angles.kind === 'equal') return angles.steradians;
  const row = y - angles.y0;
  const place = (x - angles.first[row]) / angles.step;
  const at = angles.offsets[row] + Math.floor(place);
  const next = Math.min(at + 1, angles.offsets[row + 1] - 1);
  const part = place - Math.floor(place);
  return angles.values[at] * (1 - part) + angles.values[next] * part;
}

/** Σ weight × solid angle of the covered pixels. */
export function coveredAngle({ box, offsets, from, to, weights }: Coverage, angles: SolidAngles): number {
  let sum = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let span = offsets[row]; span < offsets[row + 1]; span++) {
      if (angles.kind === 'equal') sum += weights[span] * (to[span] - from[span]) * angles.steradians;
      else for (let x = from[span]; x < to[span]; x++) sum += weights[span] * solidAngleAt(angles, x, box.y0 + row);
    }
  }
  return sum;
}

/** |∂(sky)/∂(x, y)| by differences of one pixel. */
export function pixelAngles(map: SkyMap, columns: readonly number[], y: number): number[] {
  const points = Float64Array.from(columns.flatMap((x) => [x - 0.5, y, x + 0.5, y, x, y - 0.5, x, y + 0.5]));
  map.pixelToSky(points, 4 * columns.length, points);
  return columns.map((_, i) => {
    const [west, east, south, north] = [0, 1, 2, 3].map((k) => unit(points[8 * i + 2 * k], points[8 * i + 2 * k + 1]));
    const [a, b] = [difference(east, west), difference(north, south)];
    return Math.hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
  });
}

type Vector = readonly [number, number, number];

function unit(lonDeg: number, latDeg: number): Vector {
  const [lon, lat] = [(lonDeg * Math.PI) / 180, (latDeg * Math.PI) / 180];
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}

const difference = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** Half a pixel beyond the end of the sky there is nothing: the nearest pixel that has a value stands in. */
function filled(values: number[]): number[] {
  const known = values.findIndex(Number.isFinite);
  if (known < 0) return values;
  let last = values[known];
  return values.map((value) => (last = Number.isFinite(value) ? value : last));
}
