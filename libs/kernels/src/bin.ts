import type { PixelType } from './pixel-type.js';
import type { Planes } from './planes.js';
import type { Selection } from './selection.js';

/** Channel maps (kernels §11): planes are added with the part of the channel that lies in each bin. */
export interface BinSpec extends Selection {
  readonly pixels: PixelType;
  readonly count: number;
  readonly channels: number;
  /** channels + 1 edges in the order of the channels, rising or falling */
  readonly edges: Float64Array;
  /** [x_a, x_b) of each panel, in any order of the two */
  readonly bins: readonly (readonly [number, number])[];
  /** mean: ΣfIΔ/ΣfΔ; integrate: ΣfIΔ */
  readonly combine: 'mean' | 'integrate';
}

export interface Bin extends Planes {
  add(channel: number, planes?: number, mask?: Uint8Array): void;
  /** bins × count, pixel first; NaN where ΣfΔ is less than half of the bin */
  finish(): Float64Array;
}

/** Width of the part of channel k that lies in a bin: f_k·Δ_k. */
export function overlap(edges: Float64Array, k: number, [a, b]: readonly [number, number]): number {
  const low = Math.max(Math.min(edges[k], edges[k + 1]), Math.min(a, b));
  const high = Math.min(Math.max(edges[k], edges[k + 1]), Math.max(a, b));
  return Math.max(0, high - low);
}
