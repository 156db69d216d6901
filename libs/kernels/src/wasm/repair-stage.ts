import type { CollapseSpec } from '../collapse.js';
import { addRepair, type Repair } from '../moments/repair.js';
import { bytesPerPixel } from '../pixel-type.js';
import { decode } from '../reference/decode.js';
import { select } from '../reference/select.js';
import { maskBytes } from '../selection.js';

/** The second pass: few pixels, picked from the planes and added in plain TypeScript, the same as in the reference. */
export class RepairStage {
  private readonly bytes: Uint8Array;
  private readonly values: Float64Array;

  constructor(
    private readonly spec: CollapseSpec,
    private readonly repair: Repair,
  ) {
    this.bytes = new Uint8Array(repair.pixels.length * bytesPerPixel(spec.pixels));
    this.values = new Float64Array(repair.pixels.length);
  }

  add(input: (slot: number) => Uint8Array, channel: number, planes: number, mask?: Uint8Array): void {
    const { spec, repair, bytes, values } = this;
    const width = bytesPerPixel(spec.pixels);
    const ofMask = maskBytes(spec.count);
    for (let slot = 0; slot < planes; slot++) {
      const plane = input(slot);
      for (let j = 0; j < values.length; j++) for (let b = 0; b < width; b++) bytes[j * width + b] = plane[repair.pixels[j] * width + b];
      decode(bytes, spec.pixels, values);
      select(spec, channel + slot, values, mask?.subarray(slot * ofMask, (slot + 1) * ofMask), repair.pixels);
      addRepair(repair, values, spec.coordinates[channel + slot], spec.widths[channel + slot]);
    }
  }
}
