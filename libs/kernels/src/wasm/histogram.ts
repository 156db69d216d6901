import type { Counts, Histogram, HistogramSpec } from '../histogram.js';
import { CLASSES, countsOf } from '../noise/classes.js';
import { bytesPerPixel } from '../pixel-type.js';
import { Arena } from './instance.js';
import { convert, strideOf } from './stage.js';

const PLANES = 4;
const CHUNK = 1024;

export class WasmHistogram implements Histogram {
  readonly planes = PLANES;
  private readonly arena = new Arena();
  private readonly stride: number;
  private readonly inputs: number;
  private readonly scratch: number;
  private readonly counts: number;
  private tally = { valid: 0, invalid: 0, zeros: 0 };

  constructor(private readonly spec: HistogramSpec) {
    this.stride = strideOf(spec.pixels, spec.count);
    this.inputs = this.arena.place(PLANES * this.stride);
    this.scratch = this.arena.place(8 * CHUNK + 32);
    this.counts = this.arena.place(4 * (2 * CLASSES + 1));
  }

  input(slot = 0): Uint8Array {
    return this.arena.bytes(this.inputs + slot * this.stride, this.spec.count * bytesPerPixel(this.spec.pixels));
  }

  add(planes = 1, pixels = this.spec.count): void {
    const { arena, scratch, tally } = this;
    const { centre, scale, pixels: type } = this.spec;
    const width = bytesPerPixel(type);
    for (let slot = 0; slot < planes; slot++) {
      for (let first = 0; first < pixels; first += CHUNK) {
        const count = Math.min(CHUNK, pixels - first);
        const valid = convert(arena, type, this.inputs + slot * this.stride + first * width, scratch, count);
        if (count % 2 === 1) arena.doubles(scratch, count + 1)[count] = NaN;
        tally.zeros += arena.wasm.histogram(scratch, count, centre, scale, this.counts, CLASSES);
        tally.valid += valid;
        tally.invalid += count - valid;
      }
    }
  }

  take(): Counts {
    const all = new Uint32Array(this.arena.wasm.memory.buffer, this.counts, 2 * CLASSES);
    const counts = countsOf(all, this.spec, this.tally);
    all.fill(0);
    this.tally = { valid: 0, invalid: 0, zeros: 0 };
    return counts;
  }
}
