import type { Column } from './column.js';

export interface Peak {
  readonly value: number;
  readonly place: number;
  readonly valueError: number;
  readonly placeError: number;
}

const NONE: Peak = { value: NaN, place: NaN, valueError: NaN, placeError: NaN };

/**
 * The top of the parabola through the highest channel that is kept and its two neighbours (kernels §9). Without two valid neighbours, or when they are
 * not below it, that channel itself with σ and Δ/√12.
 */
export function peakOf({ spec, valid, kept, sigmaAt }: Column): Peak {
  let k = -1;
  for (let j = 0; j < kept.length; j++) if (kept[j] > (k < 0 ? -Infinity : kept[k])) k = j;
  if (k < 0) return NONE;
  const top = kept[k];
  const a1 = ((valid[k + 1] ?? NaN) - (valid[k - 1] ?? NaN)) / 2;
  const a2 = ((valid[k + 1] ?? NaN) + (valid[k - 1] ?? NaN) - 2 * top) / 2;
  const sigma = sigmaAt(k);
  if (!(a2 < 0)) return { value: top, place: spec.coordinates[k], valueError: sigma, placeError: spec.widths[k] / Math.sqrt(12) };
  const delta = Math.max(-0.5, Math.min(0.5, -a1 / (2 * a2)));
  const ratio = (a1 * a1) / (a2 * a2);
  return {
    value: top + delta * (a1 + delta * a2),
    place: placeAt(spec, k, delta),
    valueError: sigma * Math.sqrt(1 - (3 / 8) * ratio + (3 / 32) * ratio * ratio),
    placeError: spec.widths[k] * sigma * Math.sqrt((1 + 3 * ratio) / (8 * a2 * a2)),
  };
}

/** x at channel k + δ, |δ| ≤ ½: the parabola through the channel's edges and centre. */
function placeAt({ coordinates, edges }: Column['spec'], k: number, delta: number): number {
  const [below, x, above] = [edges[k], coordinates[k], edges[k + 1]];
  return x + delta * (above - below) + 2 * delta * delta * (above + below - 2 * x);
}
