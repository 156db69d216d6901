import type { ColumnsSpec } from '../columns.js';
import { bytesPerPixel } from '../pixel-type.js';

/** The planes of noise of a strip, as they were read. */
export class NoiseMemory {
  private readonly plane: number;
  private readonly bytes: Uint8Array;

  constructor({ noise, count, channels }: ColumnsSpec) {
    this.plane = noise && 'planes' in noise ? count * bytesPerPixel(noise.planes) : 0;
    this.bytes = new Uint8Array(channels * this.plane);
  }

  input(channel: number): Uint8Array {
    return this.bytes.subarray(channel * this.plane, (channel + 1) * this.plane);
  }
}
