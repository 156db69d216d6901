import { LimitError, UsageError } from '#faults';

export interface PanelsRequest {
  /** width of a panel in the unit of the spectral coordinate; or `panels` */
  readonly step?: number;
  /** how many panels there are */
  readonly panels?: number;
  readonly combine: 'mean' | 'integrate';
}

/** Panels side by side, towards higher coordinates. */
export interface Panels {
  readonly width: number;
  readonly bins: readonly (readonly [low: number, high: number])[];
}

export const MOST_PANELS = 4096;

/** The part of a map that channels have to cover: else it has no value (kernels §11). */
const LEAST_COVERED = 0.5;

/**
 * Divides the range that is asked for, or that of some channels (kernels §11). Maps of a given width begin where the range does; those at its ends that the
 * channels cover by less than half, which would be blank, are left out.
 * @param edges channels + 1, rising or falling
 * @param asked in the same coordinate; ends may be infinite
 * @throws UsageError, LimitError
 */
export function panelsOf(
  edges: Float64Array,
  { step, panels: count }: Pick<PanelsRequest, 'step' | 'panels'>,
  unit: string,
  asked: readonly [number, number] = [-Infinity, Infinity],
): Panels {
  let [low, high] = [Infinity, -Infinity];
  for (const edge of edges) [low, high] = [Math.min(low, edge), Math.max(high, edge)];
  if (!Number.isFinite(low + high))
    throw new UsageError('channel maps need a coordinate for every channel; some have none, choose others by CHANNEL');
  // One velocity is asked for by itself: that is its channel.
  const [from, to] = asked[0] < asked[1] ? asked : [-Infinity, Infinity];
  const end = Math.min(to, high);
  if (count !== undefined) {
    if (!Number.isInteger(count) || count < 1) throw new UsageError(`PANELS is ${count}; expected a whole number of maps from 1 on`);
    check('PANELS', count);
    const begin = Math.max(from, low);
    const range = end - begin;
    const edgeOf = (i: number): number => begin + (range * i) / count;
    return { width: range / count, bins: Array.from({ length: count }, (_, i) => [edgeOf(i), edgeOf(i + 1)]) };
  }
  if (step === undefined || !(step > 0) || !Number.isFinite(step))
    throw new UsageError(`STEP is ${step}; expected a width in ${unit} above 0`);
  const start = from === -Infinity ? low : from;
  const isCovered = (i: number): boolean =>
    Math.min(start + step * (i + 1), high) - Math.max(start + step * i, low) >= (LEAST_COVERED - 1e-9) * step;
  let first = Math.max(0, Math.floor((low - start) / step + 1e-9));
  let steps = Math.ceil((end - start) / step - 1e-9);
  check('STEP', steps - first);
  if (!isCovered(first)) first++;
  if (steps > first && !isCovered(steps - 1)) steps--;
  if (steps <= first)
    throw new UsageError(
      `STEP is ${step} ${unit}; a map is blank where channels cover less than half of it, and these are ${high - low} wide`,
    );
  return {
    width: step,
    bins: Array.from({ length: steps - first }, (_, i) => [start + step * (first + i), start + step * (first + i + 1)]),
  };
}

function check(parameter: string, count: number): void {
  if (count > MOST_PANELS) throw new LimitError(`${parameter} makes ${count} maps; at most ${MOST_PANELS} are made`);
}
