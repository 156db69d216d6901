import { bytesPerPixel, decode, type PixelType } from '#kernels';

/** What the means of channels are held in: float64, big-endian as in a file. */
export const MEAN_PIXELS: PixelType = { bitpix: -64, bscale: 1, bzero: 0 };

/** Means of so many channels, pixel by pixel (SPECBIN). A pixel that is valid in less than half of them has none. */
export class ChannelMean {
  /** one channel as it stands in the file */
  readonly input: Uint8Array;
  private readonly values: Float64Array;
  private readonly sums: Float64Array;
  private readonly valid: Uint32Array;
  private channels = 0;

  /** @param count pixels of a channel */
  constructor(
    private readonly pixels: PixelType,
    count: number,
  ) {
    this.input = new Uint8Array(count * bytesPerPixel(pixels));
    this.values = new Float64Array(count);
    this.sums = new Float64Array(count);
    this.valid = new Uint32Array(count);
  }

  /** Takes what is in `input`. */
  add(): void {
    const { values, sums, valid } = this;
    decode(this.input, this.pixels, values);
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== values[i]) continue;
      sums[i] += values[i];
      valid[i] += 1;
    }
    this.channels += 1;
  }

  /** Writes the means as MEAN_PIXELS and begins anew. */
  take(into: Uint8Array): void {
    const { sums, valid, channels } = this;
    const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
    for (let i = 0; i < sums.length; i++) view.setFloat64(8 * i, valid[i] > 0 && 2 * valid[i] >= channels ? sums[i] / valid[i] : NaN);
    sums.fill(0);
    valid.fill(0);
    this.channels = 0;
  }
}
