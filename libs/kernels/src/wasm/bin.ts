import { binned } from '../bin/binned.js';
import { overlap, type Bin, type BinSpec } from '../bin.js';
import { bytesPerPixel } from '../pixel-type.js';
import { Arena } from './instance.js';
import { convert, SelectStage, strideOf } from './stage.js';

const PLANES = 8;
const CHUNK = 1024;

export class WasmBin implements Bin {
  readonly planes = PLANES;
  private readonly arena = new Arena();
  private readonly select: SelectStage;
  private readonly stride: number;
  private readonly inputs: number;
  private readonly scratch: number;
  private readonly padded: number;
  private readonly sums: number;
  private readonly weights: number;

  constructor(private readonly spec: BinSpec) {
    const { arena } = this;
    this.stride = strideOf(spec.pixels, spec.count);
    this.inputs = arena.place(PLANES * this.stride);
    this.select = new SelectStage(arena, spec, PLANES);
    this.scratch = arena.place(CHUNK * 8);
    this.padded = Math.ceil(spec.count / 4) * 4;
    this.sums = arena.place(8 * this.padded * spec.bins.length);
    this.weights = arena.place(8 * this.padded * spec.bins.length);
  }

  input(slot = 0): Uint8Array {
    return this.arena.bytes(this.inputs + slot * this.stride, this.spec.count * bytesPerPixel(this.spec.pixels));
  }

  add(channel: number, planes = 1, mask?: Uint8Array): void {
    const { spec, arena, scratch, padded } = this;
    const width = bytesPerPixel(spec.pixels);
    this.select.masks(mask);
    for (let slot = 0; slot < planes; slot++) {
      const overlaps = spec.bins.map((bin) => overlap(spec.edges, channel + slot, bin));
      for (let first = 0; first < spec.count; first += CHUNK) {
        const pixels = Math.min(CHUNK, spec.count - first);
        convert(arena, spec.pixels, this.inputs + slot * this.stride + first * width, scratch, pixels);
        this.select.apply(channel + slot, slot, scratch, first, pixels);
        overlaps.forEach((part, b) => {
          const at = 8 * (b * padded + first);
          if (part > 0) arena.wasm.bin(scratch, pixels, part, this.sums + at, this.weights + at);
        });
      }
    }
  }

  finish(): Float64Array {
    const panels = binned(this.spec, this.unpadded(this.sums), this.unpadded(this.weights));
    this.arena.release();
    return panels;
  }

  private unpadded(from: number): Float64Array {
    const { count, bins } = this.spec;
    const all = new Float64Array(count * bins.length);
    bins.forEach((_, b) => all.set(this.arena.doubles(from + 8 * b * this.padded, count), b * count));
    return all;
  }
}
