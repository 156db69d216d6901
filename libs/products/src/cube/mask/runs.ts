import { rowBytes } from './bits-file.js';

/** Channels of a block as they become certain: a sample belongs to a run when as many follow each other as are wanted. */
export class Runs {
  private readonly lengths: Uint32Array;
  private readonly ring: readonly Uint8Array[];
  private readonly width: number;

  /** @param channels of a run at least */
  constructor(
    private readonly nx: number,
    rows: number,
    private readonly channels: number,
  ) {
    this.width = rowBytes({ nx });
    this.lengths = new Uint32Array(nx * rows);
    this.ring = Array.from({ length: channels }, () => new Uint8Array(rows * this.width));
  }

  /** The next channel. @param values of the block, NaN where they do not count */
  add(k: number, values: Float64Array, least: Float64Array): void {
    const { nx, width, lengths, ring, channels } = this;
    const own = ring[k % channels];
    own.fill(0);
    for (let i = 0, row = 0; i < values.length; row += width) {
      for (let x = 0; x < nx; x++, i++) {
        if (!(values[i] >= least[i])) {
          lengths[i] = 0;
          continue;
        }
        const length = ++lengths[i];
        if (length < channels) continue;
        const [byte, bit] = [row + (x >> 3), 1 << (x & 7)];
        own[byte] |= bit;
        if (length === channels) for (let before = 1; before < channels; before++) ring[(k - before) % channels][byte] |= bit;
      }
    }
  }

  /** The channel that nothing can be added to any more after channel k. */
  complete(k: number): { readonly channel: number; readonly bits: Uint8Array } | undefined {
    const channel = k - this.channels + 1;
    return channel < 0 ? undefined : { channel, bits: this.ring[channel % this.channels] };
  }

  /** The others, when all `nz` have been added. */
  *rest(nz: number): Generator<{ readonly channel: number; readonly bits: Uint8Array }> {
    for (let channel = Math.max(0, nz - this.channels + 1); channel < nz; channel++)
      yield { channel, bits: this.ring[channel % this.channels] };
  }
}
