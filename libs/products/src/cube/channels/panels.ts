import { LimitError, UsageError } from '#faults';

export interface PanelsRequest {
  /** width of a panel in the unit of the spectral coordinate; or `panels` */
  readonly step?: number;
  /** how many panels there are */
  readonly panels?: number;
  readonly combine: 'mean' | 'integrate';
}

/** Panels side by side, from the lowest coordinate on. */
export interface Panels {
  readonly width: number;
  readonly bins: readonly (readonly [low: number, high: number])[];
}

export const MOST_PANELS = 4096;

/**
 * Divides the range of some channels (kernels §11).
 * @param edges channels + 1, rising or falling
 * @throws UsageError, LimitError
 */
export function panelsOf(edges: Float64Array, { step, panels: count }: Pick<PanelsRequest, 'step' | 'panels'>, unit: string): Panels {
  let [low, high] = [Infinity, -Infinity];
  for (const edge of edges) [low, high] = [Math.min(low, edge), Math.max(high, edge)];
  if (!Number.isFinite(low + high))
    throw new UsageError('channel maps need a coordinate for every channel; some have none, choose others by CHANNEL');
  const range = high - low;
  if (count !== undefined) {
    if (!Number.isInteger(count) || count < 1) throw new UsageError(`PANELS is ${count}; expected a whole number of maps from 1 on`);
    check('PANELS', count);
    return {
      width: range / count,
      bins: Array.from({ length: count }, (_, i) => [low + (range * i) / count, low + (range * (i + 1)) / count]),
    };
  }
  if (step === undefined || !(step > 0) || !Number.isFinite(step))
    throw new UsageError(`STEP is ${step}; expected a width in ${unit} above 0`);
  const steps = Math.max(1, Math.ceil(range / step - 1e-9));
  check('STEP', steps);
  return { width: step, bins: Array.from({ length: steps }, (_, i) => [low + step * i, low + step * (i + 1)]) };
}

function check(parameter: string, count: number): void {
  if (count > MOST_PANELS) throw new LimitError(`${parameter} makes ${count} maps; at most ${MOST_PANELS} are made`);
}
