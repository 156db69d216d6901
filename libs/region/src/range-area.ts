import { UsageError } from '#faults';
import { arcOf, TOUCH, type Arc } from './arc.js';
import { RADIANS, type Direction } from './direction.js';
import type { Range } from './shape.js';
import type { SkyArea } from './sky-area.js';

export function rangeArea(range: Range): SkyArea {
  const { west, width, south, north } = boundsOf(range);
  const turn = (lon: number) => (((lon - west) % FULL) + FULL) % FULL;
  return {
    arcs: [
      ...(width < FULL ? [meridian(west, south, north), meridian(west + width, south, north)] : []),
      ...[south, north].filter((lat) => Math.abs(lat) < Math.PI / 2).map((lat) => parallel(lat, west, width)),
    ],
    contains([x, y, z]) {
      const across = Math.hypot(x, y);
      const lat = Math.atan2(z, across);
      if (lat < south - TOUCH || lat > north + TOUCH) return false;
      // A rounding error of position turns the longitude more, the nearer the pole; the pole itself has every longitude.
      const slack = TOUCH / (across + TOUCH);
      const east = turn(Math.atan2(y, x));
      return east <= width + slack || east >= FULL - slack || slack > 0.5;
    },
  };
}

/** Radians; `west` to `west + width`, width at most 2π. An open end is that of 0…360 or ±90. */
export function boundsOf({ lon1Deg, lon2Deg, lat1Deg, lat2Deg }: Range) {
  const bad = [lon1Deg, lon2Deg, lat1Deg, lat2Deg].some(Number.isNaN) || lat1Deg > lat2Deg;
  if (bad || [lat1Deg, lat2Deg].some((lat) => Number.isFinite(lat) && Math.abs(lat) > 90) || lat1Deg === Infinity || lat2Deg === -Infinity)
    throw new UsageError(
      `the range is ${lon1Deg} ${lon2Deg} ${lat1Deg} ${lat2Deg}; expected two longitudes, then two rising latitudes within -90 to 90 degrees`,
    );
  const [lon1, lon2] = [lon1Deg, lon2Deg].map((lon) => (lon === -Infinity ? 0 : lon === Infinity ? 360 : lon));
  const width = lon2 - lon1 >= 360 ? 360 : lon2 >= lon1 ? lon2 - lon1 : (((lon2 - lon1) % 360) + 360) % 360;
  const [south, north] = [Math.max(lat1Deg, -90), Math.min(lat2Deg, 90)];
  return { west: lon1 * RADIANS, width: width === 360 ? FULL : width * RADIANS, south: south * RADIANS, north: north * RADIANS };
}

const FULL = 2 * Math.PI;
const POLE: Direction = [0, 0, 1];

function meridian(lon: number, south: number, north: number): Arc {
  const equator: Direction = [Math.cos(lon), Math.sin(lon), 0];
  const from: Direction = [equator[0] * Math.cos(south), equator[1] * Math.cos(south), Math.sin(south)];
  return arcOf([equator[1], -equator[0], 0], from, Math.PI / 2, north - south);
}

function parallel(lat: number, west: number, width: number): Arc {
  return arcOf(POLE, [Math.cos(west), Math.sin(west), 0], Math.PI / 2 - lat, width);
}
