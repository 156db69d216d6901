import { combined } from '../gather/combine.js';
import type { Gather, GatherSpec } from '../gather.js';
import { Arena } from './instance.js';
import { SparsePlanes } from './sparse.js';

export class WasmGather implements Gather {
  readonly planes: number;
  private readonly arena = new Arena();
  private readonly sparse: SparsePlanes;
  private readonly count: number;
  private readonly out: number;
  private readonly samples: Float64Array;

  constructor(private readonly spec: GatherSpec) {
    this.sparse = new SparsePlanes(this.arena, spec);
    this.planes = this.sparse.planes;
    this.count = spec.entries.offsets.length - 1;
    this.out = this.arena.place(4 * 8 * this.count);
    this.samples = new Float64Array(spec.channels * this.count).fill(NaN);
  }

  input(slot = 0): Uint8Array {
    return this.sparse.input(slot);
  }

  add(channel: number, planes = 1): void {
    const { arena, sparse, count, out } = this;
    for (let slot = 0; slot < planes; slot += 4) {
      const four = Math.min(4, planes - slot);
      const from = sparse.four(slot, four);
      const { wide, stride, offsets, indices, weights } = sparse;
      arena.wasm.gather(wide, from, stride, count, offsets, indices, weights, this.spec.minimum ?? 0.5, out);
      this.samples.set(arena.doubles(out, four * count), (channel + slot) * count);
    }
  }

  finish(): Float64Array {
    this.arena.release();
    return combined(this.spec, this.samples);
  }
}
