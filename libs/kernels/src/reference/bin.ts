import { binned } from '../bin/binned.js';
import { overlap, type Bin, type BinSpec } from '../bin.js';
import { bytesPerPixel } from '../pixel-type.js';
import { decode } from './decode.js';
import { select } from './select.js';

export class ReferenceBin implements Bin {
  readonly planes = 1;
  private readonly bytes: Uint8Array;
  private readonly values: Float64Array;
  private readonly sums: Float64Array;
  private readonly weights: Float64Array;

  constructor(private readonly spec: BinSpec) {
    this.bytes = new Uint8Array(spec.count * bytesPerPixel(spec.pixels));
    this.values = new Float64Array(spec.count);
    this.sums = new Float64Array(spec.count * spec.bins.length);
    this.weights = new Float64Array(spec.count * spec.bins.length);
  }

  input(): Uint8Array {
    return this.bytes;
  }

  add(channel: number, _planes = 1, mask?: Uint8Array): void {
    const { spec, values, sums, weights } = this;
    decode(this.bytes, spec.pixels, values);
    select(spec, channel, values, mask);
    spec.bins.forEach((bin, b) => {
      const width = overlap(spec.edges, channel, bin);
      if (width === 0) return;
      for (let i = 0, at = b * spec.count; i < values.length; i++, at++) {
        if (values[i] !== values[i]) continue;
        sums[at] += values[i] * width;
        weights[at] += width;
      }
    });
  }

  finish(): Float64Array {
    return binned(this.spec, this.sums, this.weights);
  }
}
