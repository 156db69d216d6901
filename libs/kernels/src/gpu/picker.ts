import type { Piece } from './feed.js';
import type { Gpu } from './gpu.js';
import { DROPPED } from './samples.js';
import type { Handle } from './web-gpu.js';

/** Reads some pixels of slabs back, for sums that need float64. */
export class Picker {
  private readonly places: Handle;
  private readonly padded: number;

  constructor(
    private readonly gpu: Gpu,
    private readonly pixels: Uint32Array,
  ) {
    this.padded = Math.ceil(pixels.length / 64) * 64;
    const places = new Float32Array(2 * this.padded);
    pixels.forEach((pixel, j) => places.set([Math.floor(pixel / 4096), pixel % 4096], 2 * j));
    this.places = gpu.upload(places, [2, this.padded]);
  }

  /** Values of the pixels, plane by plane; NaN where there is none. Some planes at a time, of a bounded size. */
  async *pick({ slab, start, planes }: Piece): AsyncGenerator<Float64Array> {
    const most = Math.max(1, Math.floor(MOST_FLOATS / this.padded));
    for (let k = 0; k < planes; k += most) {
      const some = Math.min(most, planes - k);
      const picked = await this.gpu.run('pick', [64, this.padded / 64, some], [this.padded * some], [slab, this.places, start + k]);
      const values = await this.gpu.read(picked, this.padded * some);
      picked.delete();
      for (let j = 0; j < some; j++) yield numbersOf(values.subarray(j * this.padded), this.pixels.length);
    }
  }

  close(): void {
    this.places.delete();
  }
}

const MOST_FLOATS = 2 ** 23;

function numbersOf(values: Float32Array, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (values[i] < DROPPED ? values[i] : NaN));
}
