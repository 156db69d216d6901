import type { Counts, Histogram, HistogramSpec } from '../histogram.js';
import { CLASSES, classOf, countsOf } from '../noise/classes.js';
import { bytesPerPixel } from '../pixel-type.js';
import { decode } from './decode.js';

export class ReferenceHistogram implements Histogram {
  readonly planes = 1;
  private readonly bytes: Uint8Array;
  private readonly values: Float64Array;
  private readonly counts = new Uint32Array(2 * CLASSES);
  private tally = { valid: 0, invalid: 0, zeros: 0 };

  constructor(private readonly spec: HistogramSpec) {
    this.bytes = new Uint8Array(spec.count * bytesPerPixel(spec.pixels));
    this.values = new Float64Array(spec.count);
  }

  input(): Uint8Array {
    return this.bytes;
  }

  add(_planes = 1, pixels = this.spec.count): void {
    const { centre, scale } = this.spec;
    const values = this.values.subarray(0, pixels);
    decode(this.bytes, this.spec.pixels, values);
    for (const value of values) {
      if (value === value) {
        this.counts[CLASSES + classOf(value, centre, scale)] += 1;
        this.tally.valid += 1;
        if (value === 0) this.tally.zeros += 1;
      } else this.tally.invalid += 1;
    }
  }

  take(): Counts {
    const counts = countsOf(this.counts, this.spec, this.tally);
    this.counts.fill(0);
    this.tally = { valid: 0, invalid: 0, zeros: 0 };
    return counts;
  }
}
