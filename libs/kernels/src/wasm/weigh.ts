import { medianAt } from '../columns/median.js';
import { emptyWeighed, withExtremes } from '../weigh/weighed.js';
import type { Weigh, Weighed, WeighSpec } from '../weigh.js';
import { Arena } from './instance.js';
import { SparsePlanes } from './sparse.js';

const QUANTITIES = ['weight', 'sum', 'squares', 'valid', 'minimum', 'maximum'] as const;

export class WasmWeigh implements Weigh {
  readonly planes: number;
  private readonly arena = new Arena();
  private readonly sparse: SparsePlanes;
  private readonly regions: number;
  private readonly out: number;
  private readonly weighed: Weighed;

  constructor(private readonly spec: WeighSpec) {
    this.sparse = new SparsePlanes(this.arena, spec);
    this.planes = this.sparse.planes;
    this.regions = spec.entries.offsets.length - 1;
    this.out = this.arena.place(4 * 8 * QUANTITIES.length * this.regions);
    this.weighed = emptyWeighed(spec);
  }

  input(slot = 0): Uint8Array {
    return this.sparse.input(slot);
  }

  add(channel: number, planes = 1): void {
    const { arena, sparse, regions, out, weighed } = this;
    for (let slot = 0; slot < planes; slot += 4) {
      const four = Math.min(4, planes - slot);
      const from = sparse.four(slot, four);
      const { wide, stride, offsets, indices, weights } = sparse;
      arena.wasm.weigh(wide, from, stride, regions, offsets, indices, weights, out);
      QUANTITIES.forEach((quantity, q) =>
        weighed[quantity].set(arena.doubles(out + q * 4 * 8 * regions, four * regions), (channel + slot) * regions),
      );
      for (let j = 0; weighed.median && j < four; j++) this.addMedians(weighed.median, channel + slot + j, sparse.doubles(slot + j));
    }
  }

  finish(): Weighed {
    this.arena.release();
    const { valid, minimum, maximum } = this.weighed;
    for (let at = 0; at < valid.length; at++) if (valid[at] === 0) minimum[at] = maximum[at] = NaN;
    return withExtremes(this.weighed);
  }

  private addMedians(median: Float64Array, channel: number, values: Float64Array): void {
    const { offsets, indices } = this.spec.entries;
    for (let region = 0; region < this.regions; region++)
      median[channel * this.regions + region] = medianAt(values, indices.subarray(offsets[region], offsets[region + 1]));
  }
}
