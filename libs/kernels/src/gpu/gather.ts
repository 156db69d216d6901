import { combined } from '../gather/combine.js';
import type { Gather, GatherSpec } from '../gather.js';
import type { Cubes } from './cubes.js';
import { Feed } from './feed.js';
import type { Gpu } from './gpu.js';
import { DROPPED } from './samples.js';
import type { Handle } from './web-gpu.js';

/** Weighted means on the GPU; the samples are read back slab by slab. */
export class GpuGather implements Gather {
  readonly planes: number;
  private readonly feed: Feed;
  private readonly lists: Handle;
  private readonly entries: Handle;
  private readonly count: number;
  private readonly padded: number;
  private readonly samples: Float64Array;
  private readonly failed: number;

  constructor(
    private readonly gpu: Gpu,
    cubes: Cubes,
    private readonly spec: GatherSpec,
    slabBytes: number,
  ) {
    this.failed = gpu.failed;
    this.feed = new Feed(gpu, cubes, spec, slabBytes);
    this.planes = this.feed.planes;
    this.count = spec.entries.offsets.length - 1;
    this.padded = Math.max(64, Math.ceil(this.count / 64) * 64);
    this.lists = gpu.upload(listsOf(spec, this.padded), [3, this.padded]);
    this.entries = gpu.upload(entriesOf(spec), [3, Math.max(1, spec.entries.indices.length)]);
    this.samples = new Float64Array(spec.channels * this.count).fill(NaN);
  }

  get resident(): boolean {
    return this.feed.resident;
  }

  input(slot = 0): Uint8Array {
    return this.feed.input(slot);
  }

  async add(channel: number, planes = 1): Promise<void> {
    for (const piece of await this.feed.add(channel, planes)) {
      const shape = [64, this.padded / 64, piece.planes];
      const floats = this.padded * piece.planes;
      const gathered = await this.gpu.run('gather', shape, [floats], [piece.slab, this.lists, this.entries, piece.start]);
      const values = await this.gpu.read(gathered, floats);
      gathered.delete();
      for (let k = 0; k < piece.planes; k++) {
        const [from, to] = [k * this.padded, (piece.channel + k) * this.count];
        for (let s = 0; s < this.count; s++) this.samples[to + s] = values[from + s] < DROPPED ? values[from + s] : NaN;
      }
    }
  }

  async finish(): Promise<Float64Array> {
    try {
      await this.gpu.done();
      this.gpu.check(this.failed);
      this.feed.complete();
      return combined(this.spec, this.samples);
    } finally {
      this.close();
    }
  }

  close(): void {
    this.lists.delete();
    this.entries.delete();
    this.feed.close();
  }
}

/** So much less than `minimum` still passes: valid weights are added in float32. */
const SLACK = 1 - 2 ** -20;

/** First entry, entry after the last, least valid weight. */
function listsOf({ entries, minimum = 0.5 }: GatherSpec, padded: number): Float32Array {
  const { offsets, weights } = entries;
  const lists = new Float32Array(3 * padded);
  for (let s = 0; s + 1 < offsets.length; s++) {
    let total = 0;
    for (let e = offsets[s]; e < offsets[s + 1]; e++) total += weights[e];
    lists.set([offsets[s], offsets[s + 1], minimum * total * SLACK], 3 * s);
  }
  return lists;
}

/** Multiple of 4096 and rest of the pixel, weight. */
function entriesOf({ entries: { indices, weights } }: GatherSpec): Float32Array {
  const entries = new Float32Array(3 * Math.max(1, indices.length));
  for (let e = 0; e < indices.length; e++) entries.set([Math.floor(indices[e] / 4096), indices[e] % 4096, weights[e]], 3 * e);
  return entries;
}
