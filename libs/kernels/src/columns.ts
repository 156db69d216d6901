import type { NoisePlanes } from './noise/noise-planes.js';
import type { Bitpix, PixelType } from './pixel-type.js';
import type { Selection } from './selection.js';

/**
 * Maps that need the whole spectrum of a pixel (kernels §7, 7.2, 9): 3 median, 4 median coordinate, 7 mean absolute deviation;
 * `sigma` 1.4826 × MAD; `peak` and `peakx`, the quadratic peak and its place, with their errors; `w20` and `w50`, widths at 20 and 50 % of the peak.
 */
export type ColumnId = 3 | 4 | 7 | 'sigma' | 'peak' | 'peakx' | 'errorpeak' | 'errorpeakx' | 'w20' | 'w50';

export interface ColumnsSpec extends Selection {
  readonly pixels: PixelType;
  readonly count: number;
  readonly channels: number;
  /** x_k */
  readonly coordinates: Float64Array;
  /** channels + 1 edges in the order of the channels: e_k⁻ = edges[k], e_k⁺ = edges[k + 1] */
  readonly edges: Float64Array;
  /** Δ_k > 0 */
  readonly widths: Float64Array;
  readonly want: readonly ColumnId[];
  /** `sigma` from these channels (1) only, and from all valid samples of them, kept or not */
  readonly lineFree?: Uint8Array;
  /** σ of channel × pixel, or of each sample, for the errors of the peak */
  readonly noise?: { readonly channel: Float64Array; readonly pixel?: Float64Array } | NoisePlanes;
  /** `casa`: id 4 is the centre of a channel */
  readonly compat?: 'casa';
}

export interface Columns {
  /** count × bytes per pixel; every channel has memory of its own */
  input(channel: number): Uint8Array;
  /** bits of that channel, when `spec.mask` (see Selection); all set at first */
  mask(channel: number): Uint8Array;
  /** the plane of noise of that channel, when `noise` has planes; it is read, never written to, by `finish` */
  noiseInput(channel: number): Uint8Array;
  /** all maps and `nchan`; the memory may be filled again for the next strip */
  finish(): Map<ColumnId | 'nchan', Float64Array | Int32Array>;
}

/** Spectra in a strip that takes so many bytes of memory at most, with what is needed beside the pixels. */
export function stripCount(
  spec: { readonly pixels: { readonly bitpix: Bitpix }; readonly channels: number; readonly mask?: boolean },
  bytes: number,
): number {
  const each = spec.channels * (Math.abs(spec.pixels.bitpix) / 8 + (spec.mask ? 1 / 8 : 0)) + 64;
  return Math.max(1, Math.floor(bytes / each));
}
