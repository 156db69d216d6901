import { maskBytes } from '#kernels';
import type { CubeBlock } from '../cube-reader.js';
import type { BitsFile } from '../mask/bits-file.js';

/** The bits of all masks together, of a strip of which all channels are held, for pieces of it. */
export class MaskedStrip {
  private readonly bits: Uint8Array;
  private readonly bytes: number;

  constructor(masks: readonly BitsFile[], plane: number, strip: CubeBlock, channels: number) {
    this.bytes = maskBytes(strip.nx * strip.ny);
    this.bits = new Uint8Array(this.bytes * channels).fill(255);
    for (let k = 0; k < channels; k++) for (const mask of masks) mask.keepOnly(plane, k, strip, this.ofChannel(k));
  }

  /** Drops from the bits of `count` pixels, from the pixel `first` of the strip on, those that are not set here. */
  keepOnly(k: number, first: number, count: number, bits: Uint8Array): void {
    const own = this.ofChannel(k);
    if ((first & 7) === 0) {
      for (let i = 0, from = first >> 3; i < maskBytes(count); i++) bits[i] &= own[from + i];
      return;
    }
    for (let i = 0, at = first; i < count; i++, at++) if (!((own[at >> 3] >> (at & 7)) & 1)) bits[i >> 3] &= ~(1 << (i & 7));
  }

  private ofChannel(k: number): Uint8Array {
    return this.bits.subarray(k * this.bytes, (k + 1) * this.bytes);
  }
}
