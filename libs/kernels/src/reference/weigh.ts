import { medianOf } from '../columns/median.js';
import { bytesPerPixel } from '../pixel-type.js';
import { emptyWeighed, withExtremes } from '../weigh/weighed.js';
import type { Weigh, Weighed, WeighSpec } from '../weigh.js';
import { decode } from './decode.js';

export class ReferenceWeigh implements Weigh {
  readonly planes = 1;
  private readonly bytes: Uint8Array;
  private readonly values: Float64Array;
  private readonly weighed: Weighed;

  constructor(private readonly spec: WeighSpec) {
    this.bytes = new Uint8Array(spec.count * bytesPerPixel(spec.pixels));
    this.values = new Float64Array(spec.count);
    this.weighed = emptyWeighed(spec);
  }

  input(): Uint8Array {
    return this.bytes;
  }

  add(channel: number): void {
    const { values, weighed } = this;
    const { offsets, indices, weights } = this.spec.entries;
    decode(this.bytes, this.spec.pixels, values);
    const regions = offsets.length - 1;
    for (let region = 0; region < regions; region++) {
      const at = channel * regions + region;
      for (let e = offsets[region]; e < offsets[region + 1]; e++) {
        const value = values[indices[e]];
        if (value !== value) continue;
        const weight = weights[e];
        weighed.weight[at] += weight;
        weighed.sum[at] += weight * value;
        weighed.squares[at] += weight * value * value;
        weighed.valid[at] += 1;
        if (!(value >= weighed.minimum[at])) weighed.minimum[at] = value;
        if (!(value <= weighed.maximum[at])) weighed.maximum[at] = value;
      }
      if (weighed.median)
        weighed.median[at] = medianOf(Float64Array.from(indices.subarray(offsets[region], offsets[region + 1]), (i) => values[i]));
    }
  }

  finish(): Weighed {
    return withExtremes(this.weighed);
  }
}
