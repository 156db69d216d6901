import { SLACK_PIXELS } from './growing-box.js';

/** One axis between pixels (0-based) and world values; `count` values in and out, NaN where there is none. */
export interface AxisMap {
  pixelToWorld(pixels: Float64Array, count: number, out: Float64Array): void;
  worldToPixel(world: Float64Array, count: number, out: Float64Array): void;
}

/** 0-based, both ends included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * The channels that the interval enters (kernels.md §5; by more than 10⁻⁶ channels, so that rounding adds none), clipped to the axis.
 * The axis may run either way, need not be linear, and may have world values on one stretch of its pixels only.
 * Equal ends give the one channel that holds the value; infinite ends are open; undefined: no channel.
 */
export function intervalSpan(interval: readonly [low: number, high: number], axis: AxisMap, length: number): Span | undefined {
  const [low, high] = interval;
  const domain = domainOf(axis, length);
  if (domain === undefined || !(low <= high)) return undefined;
  const { from, to, worldFrom, worldTo } = domain;
  if (worldFrom === worldTo) return low <= worldFrom && worldFrom <= high ? { first: 0, last: length - 1 } : undefined;
  const lowest = Math.min(worldFrom, worldTo);
  const highest = Math.max(worldFrom, worldTo);
  if (low > highest || high < lowest) return undefined;
  const p = [low, high].map((world) =>
    world <= lowest === world >= highest ? inside(axis, world, domain) : world <= lowest === worldFrom < worldTo ? from : to,
  );
  const [p1, p2] = [Math.min(p[0], p[1]), Math.max(p[0], p[1])];
  const clip = (pixel: number) => Math.min(Math.max(pixel, 0), length - 1);
  if (low === high) return { first: clip(Math.floor(p1 + 0.5)), last: clip(Math.floor(p1 + 0.5)) };
  const first = Math.max(Math.floor(p1 + 0.5 + SLACK_PIXELS), 0);
  const last = Math.min(Math.ceil(p2 - 0.5 - SLACK_PIXELS), length - 1) + 0; // never -0
  if (first <= last) return { first, last };
  // What is narrower than the slack and lies on the border of two channels gets the upper one; what only touches the axis, none.
  return first < length && last >= 0 ? { first, last: first } : undefined;
}

interface Domain {
  /** Pixels, from < to, within −0.5 … length − 0.5. */
  readonly from: number;
  readonly to: number;
  readonly worldFrom: number;
  readonly worldTo: number;
}

/** The stretch of the axis that has world values: almost always all of it. */
function domainOf(axis: AxisMap, length: number): Domain | undefined {
  const value = new Float64Array(1);
  const world = (pixel: number) => {
    value[0] = pixel;
    axis.pixelToWorld(value, 1, value);
    return value[0];
  };
  let from = -0.5;
  let to = length - 0.5;
  if (!Number.isFinite(world(from)) || !Number.isFinite(world(to))) {
    const tries = Math.min(length, LOOKS);
    const some = Array.from({ length: tries }, (_, i) => Math.floor(((i + 0.5) * length) / tries)).find((pixel) =>
      Number.isFinite(world(pixel)),
    );
    if (some === undefined) return undefined;
    from = lastFinite(world, some, from);
    to = lastFinite(world, some, to);
  }
  return { from, to, worldFrom: world(from), worldTo: world(to) };
}

const LOOKS = 256;
const HALVINGS = 60;

function lastFinite(world: (pixel: number) => number, good: number, end: number): number {
  if (Number.isFinite(world(end))) return end;
  let bad = end;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (good + bad) / 2;
    if (Number.isFinite(world(middle))) good = middle;
    else bad = middle;
  }
  return good;
}

/** The pixel of a value that lies between those of the two ends; by halving where the axis' own inverse has none. */
function inside(axis: AxisMap, target: number, { from, to, worldFrom, worldTo }: Domain): number {
  const value = Float64Array.of(target);
  axis.worldToPixel(value, 1, value);
  if (value[0] >= from - SLACK_PIXELS && value[0] <= to + SLACK_PIXELS) return Math.min(Math.max(value[0], from), to);
  let [low, high] = [from, to];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    value[0] = middle;
    axis.pixelToWorld(value, 1, value);
    if (value[0] < target === worldFrom < worldTo) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
