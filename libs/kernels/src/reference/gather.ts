import { combined } from '../gather/combine.js';
import type { Gather, GatherSpec } from '../gather.js';
import { bytesPerPixel } from '../pixel-type.js';
import { decode } from './decode.js';

export class ReferenceGather implements Gather {
  readonly planes = 1;
  private readonly bytes: Uint8Array;
  private readonly values: Float64Array;
  private readonly samples: Float64Array;

  constructor(private readonly spec: GatherSpec) {
    this.bytes = new Uint8Array(spec.count * bytesPerPixel(spec.pixels));
    this.values = new Float64Array(spec.count);
    this.samples = new Float64Array(spec.channels * (spec.entries.offsets.length - 1)).fill(NaN);
  }

  input(): Uint8Array {
    return this.bytes;
  }

  add(channel: number): void {
    const { values, samples } = this;
    const { pixels, entries, minimum = 0.5 } = this.spec;
    const { offsets, indices, weights } = entries;
    decode(this.bytes, pixels, values);
    const count = offsets.length - 1;
    for (let s = 0; s < count; s++) {
      let [sum, valid, total] = [0, 0, 0];
      for (let e = offsets[s]; e < offsets[s + 1]; e++) {
        const value = values[indices[e]];
        total += weights[e];
        if (value !== value) continue;
        sum += weights[e] * value;
        valid += weights[e];
      }
      samples[channel * count + s] = valid > 0 && valid >= minimum * total ? sum / valid : NaN;
    }
  }

  finish(): Float64Array {
    return combined(this.spec, this.samples);
  }
}
