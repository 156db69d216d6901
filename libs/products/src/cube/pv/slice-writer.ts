import { sumBoth } from '#fits';
import type { CubeSink } from '../computed-plan.js';
import type { SliceOrder, SlicePart } from './slice-part.js';

/** The array of one slice, which comes in parts of any order. */
export class SliceWriter {
  minimum = Infinity;
  maximum = -Infinity;
  /** samples without a value */
  invalid = 0;
  /** ones' complement sum of what was written */
  sum = 0;

  /** @param offset of the array in the file */
  constructor(
    private readonly out: CubeSink,
    private readonly offset: number,
    private readonly array: SliceOrder & { readonly samples: number; readonly channels: number },
  ) {}

  async put(part: SlicePart, samples: { readonly first: number; readonly count: number }, channels: typeof samples): Promise<void> {
    const { reverse, bitpix, ...whole } = this.array;
    this.minimum = Math.min(this.minimum, part.minimum);
    this.maximum = Math.max(this.maximum, part.maximum);
    this.invalid += part.invalid;
    this.sum = sumBoth(this.sum, part.sum, 0);
    const [fast, slow] = reverse ? [channels, samples] : [samples, channels];
    const line = reverse ? whole.channels : whole.samples;
    const size = -bitpix / 8;
    const at = (n: number): number => this.offset + ((slow.first + n) * line + fast.first) * size;
    if (fast.count === line) {
      await this.out.write(part.bytes, at(0));
      return;
    }
    const bytes = fast.count * size;
    for (let n = 0; n < slow.count; n++) await this.out.write(part.bytes.subarray(n * bytes, (n + 1) * bytes), at(n));
  }
}
