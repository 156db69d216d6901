import { UsageError } from '#faults';
import type { Entries } from '../gather.js';
import { bytesPerPixel, type PixelType } from '../pixel-type.js';
import type { Arena } from './instance.js';
import { convert, isPlain, strideOf } from './stage.js';

const PLANES = 8;

/** Planes and lists of entries in the memory of a kernel; four planes are gone through at once. */
export class SparsePlanes {
  readonly planes = PLANES;
  readonly wide: number;
  readonly offsets: number;
  readonly indices: number;
  readonly weights: number;
  private readonly inputs: number;
  private readonly inputStride: number;
  private readonly values: number;
  private readonly valueStride: number;
  /** of pixels that are not converted: room for one plane that is */
  private plain?: number;

  /** @throws UsageError when an entry is not in the block */
  constructor(
    private readonly arena: Arena,
    private readonly spec: { readonly pixels: PixelType; readonly count: number; readonly entries: Entries },
  ) {
    checkEntries(spec.entries, spec.count);
    const plain = isPlain(spec.pixels);
    this.wide = plain ? 0 : 1;
    this.inputStride = strideOf(spec.pixels, spec.count);
    this.inputs = arena.place(PLANES * this.inputStride);
    this.valueStride = plain ? this.inputStride : Math.ceil(spec.count / 8) * 64;
    this.values = plain ? this.inputs : arena.place(4 * this.valueStride);
    this.offsets = arena.copy(spec.entries.offsets);
    this.indices = arena.copy(spec.entries.indices);
    this.weights = arena.copy(spec.entries.weights);
  }

  input(slot = 0): Uint8Array {
    return this.arena.bytes(this.inputs + slot * this.inputStride, this.spec.count * bytesPerPixel(this.spec.pixels));
  }

  get stride(): number {
    return this.valueStride;
  }

  /** The values of a plane among the four that were made ready last. */
  doubles(slot: number): Float64Array {
    const { arena, spec, values, valueStride } = this;
    if (this.wide) return arena.doubles(values + (slot & 3) * valueStride, spec.count);
    this.plain ??= arena.place(Math.ceil(spec.count / 8) * 64);
    convert(arena, spec.pixels, values + slot * valueStride, this.plain, spec.count);
    return arena.doubles(this.plain, spec.count);
  }

  /** Address of the first of four planes from `slot` on, made ready; `planes` of them count. */
  four(slot: number, planes: number): number {
    if (!this.wide) return this.values + slot * this.valueStride;
    const { arena, spec } = this;
    for (let j = 0; j < planes; j++)
      convert(arena, spec.pixels, this.inputs + (slot + j) * this.inputStride, this.values + j * this.valueStride, spec.count);
    return this.values;
  }
}

function checkEntries({ offsets, indices, weights }: Entries, count: number): void {
  const length = Math.min(indices.length, weights.length);
  for (let s = 1; s < offsets.length; s++)
    if (offsets[s] < offsets[s - 1] || offsets[s] > length) throw new UsageError(`entries of sample ${s - 1} are not among the ${length}`);
  for (const index of indices) if (index >= count) throw new UsageError(`an entry names pixel ${index} of a block of ${count}`);
}
