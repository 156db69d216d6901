import { LimitError } from '#faults';
import { intervalSpan, type Span } from '#region';
import { metresOf } from './grid.js';
import type { Grid } from './spectra.js';

/** Read whole up to here (32 MiB); of a longer grid, single values are looked up. */
const MOST_SAMPLES = 2 ** 22;
const BLOCK = 2 ** 16;

/**
 * The samples whose stretch of wavelengths touches the open interval [low, high] (kernels.md §5). A sample reaches half way to its
 * neighbours; equal ends give the one sample that the value lies in; infinite ends are open. undefined: none.
 * @throws LimitError for a grid too long to be read that is in no order
 */
export async function bandSpan(grid: Grid, interval: readonly [number, number], signal?: AbortSignal): Promise<Span | undefined> {
  if (grid.map) return intervalSpan(interval, grid.map, grid.samples);
  if (grid.samples > MOST_SAMPLES) return spanByLookup(grid, interval, signal);
  const metres = await wholeGrid(grid, signal);
  return direction(metres) === 0 ? spanOfUnordered(metres, interval) : intervalSpan(interval, interpolation(metres), metres.length);
}

/** The outer edges of all samples in metres, the lower first; undefined when no sample has a wavelength. */
export async function bandOf(grid: Grid, signal?: AbortSignal): Promise<readonly [number, number] | undefined> {
  if (grid.reason !== undefined || grid.samples === 0) return undefined;
  const last = grid.samples - 1;
  if (grid.map) {
    const edges = Float64Array.of(-0.5, last + 0.5);
    grid.map.pixelToWorld(edges, 2, edges);
    return positive(edges[0], edges[1]);
  }
  if (grid.samples > MOST_SAMPLES) {
    await assertOrdered(grid, signal);
    const [start, end] = [await metresOf(grid, 0, 2, signal), await metresOf(grid, last - 1, 2, signal)];
    return positive(1.5 * start[0] - 0.5 * start[1], 1.5 * end[1] - 0.5 * end[0]);
  }
  const metres = await wholeGrid(grid, signal);
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < metres.length; i++) {
    if (Number.isNaN(metres[i])) continue;
    const [from, to] = edgesOf(metres, i);
    low = Math.min(low, from);
    high = Math.max(high, to);
  }
  return positive(low, high);
}

const positive = (a: number, b: number): readonly [number, number] | undefined => {
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  return low > 0 && high < Infinity ? [low, high] : undefined;
};

async function wholeGrid(grid: Grid, signal?: AbortSignal): Promise<Float64Array> {
  const metres = new Float64Array(grid.samples);
  for (let first = 0; first < grid.samples; first += BLOCK) {
    metres.set(await metresOf(grid, first, Math.min(BLOCK, grid.samples - first), signal), first);
  }
  return metres;
}

/** 1 rising, −1 falling, 0 neither (or not everywhere a number). */
function direction(metres: Float64Array): number {
  const sign = Math.sign(metres[metres.length - 1] - metres[0]);
  for (let i = 1; i < metres.length; i++)
    if (!((metres[i] - metres[i - 1]) * sign > 0)) return metres.length === 1 && metres[0] > 0 ? 1 : 0;
  return metres[0] > 0 || metres.length === 1 ? sign || 1 : 0;
}

/** Between samples, and half a sample beyond the first and the last, on straight lines. */
function interpolation(metres: Float64Array): Parameters<typeof intervalSpan>[1] {
  const last = metres.length - 1;
  return {
    pixelToWorld(pixels, count, out) {
      for (let k = 0; k < count; k++) {
        const i = Math.max(Math.min(Math.floor(pixels[k]), last - 1), 0);
        out[k] = last === 0 ? metres[0] : metres[i] + (pixels[k] - i) * (metres[i + 1] - metres[i]);
      }
    },
    worldToPixel: (_, count, out) => void out.fill(NaN, 0, count),
  };
}

/** The stretch of a sample: half way to the neighbours that have a wavelength, as far beyond where there is none. */
function edgesOf(metres: Float64Array, i: number): [number, number] {
  const here = metres[i];
  const before = metres[i - 1];
  const after = metres[i + 1];
  const down = before > 0 ? (here - before) / 2 : after > 0 ? (after - here) / 2 : 0;
  const up = after > 0 ? (after - here) / 2 : down;
  return [Math.min(here - down, here + up), Math.max(here - down, here + up)];
}

/** Wavelengths in no order, or with holes: from the first sample that touches the interval to the last one. */
function spanOfUnordered(metres: Float64Array, [low, high]: readonly [number, number]): Span | undefined {
  let first = -1;
  let last = -1;
  let nearest = Infinity;
  for (let i = 0; i < metres.length; i++) {
    if (!(metres[i] > 0)) continue;
    const [from, to] = edgesOf(metres, i);
    if (low === high) {
      const distance = Math.abs(metres[i] - low);
      if (low < from || low > to || distance >= nearest) continue;
      nearest = distance;
      first = last = i;
      continue;
    }
    const touches = from === to ? low <= from && from <= high : from < high && to > low;
    if (!touches) continue;
    if (first < 0) first = i;
    last = i;
  }
  return first < 0 ? undefined : { first, last };
}

const PROBES = 257;

async function assertOrdered(grid: Grid, signal?: AbortSignal): Promise<void> {
  const probes = new Float64Array(PROBES);
  for (let k = 0; k < PROBES; k++) probes[k] = await at(grid, Math.round((k * (grid.samples - 1)) / (PROBES - 1)), signal);
  if (direction(probes) !== 0) return;
  throw new LimitError(
    `${grid.samples} samples whose wavelengths are in no order are too many to look through, the most is ${MOST_SAMPLES}`,
  );
}

async function at(grid: Grid, sample: number, signal?: AbortSignal): Promise<number> {
  return (await metresOf(grid, sample, 1, signal))[0];
}

/** Halving between two ends on the disk; the wavelengths are taken to be in order, which evenly spread samples are checked for. */
async function spanByLookup(grid: Grid, interval: readonly [number, number], signal?: AbortSignal): Promise<Span | undefined> {
  await assertOrdered(grid, signal);
  const windows: number[] = [];
  for (const world of interval) windows.push(await sampleBefore(grid, world, signal));
  const first = Math.max(Math.min(...windows) - WINDOW, 0);
  const last = Math.min(Math.max(...windows) + WINDOW, grid.samples - 1);
  // The ends are decided by the samples around them; all between them touch the interval.
  const near = async (from: number, to: number): Promise<Span | undefined> => {
    const metres = await metresOf(grid, from, to - from + 1, signal);
    const span = intervalSpan(interval, interpolation(metres), metres.length);
    return span && { first: from + span.first, last: from + span.last };
  };
  if (last - first < MOST_SAMPLES) return near(first, last);
  const left = await near(first, Math.min(...windows) + WINDOW);
  const right = await near(Math.max(...windows) - WINDOW, last);
  const ends = [left?.first, left?.last, right?.first, right?.last].filter((end) => end !== undefined);
  return ends.length === 0 ? undefined : { first: Math.min(...ends), last: Math.max(...ends) };
}

const WINDOW = 4;

/** The last sample that lies before the wavelength, in the direction in which the grid runs. */
async function sampleBefore(grid: Grid, world: number, signal?: AbortSignal): Promise<number> {
  let [low, high] = [0, grid.samples - 1];
  const rising = (await at(grid, high, signal)) > (await at(grid, low, signal));
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((await at(grid, middle, signal)) <= world === rising) low = middle;
    else high = middle;
  }
  return low;
}
