import { readFileSync } from 'node:fs';
import { LimitError } from '#faults';

/** The little of it that is used here: its types come with those of the DOM only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What libs/kernels/assembly exports; addresses in bytes. */
export interface KernelsWasm {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  base(): number;
  convert(
    bitpix: number,
    from: number,
    stride: number,
    to: number,
    step: number,
    planeStep: number,
    planes: number,
    pixels: number,
    bscale: number,
    bzero: number,
    hasBlank: number,
    blank: bigint,
    unsigned: number,
  ): number;
  select(
    at: number,
    step: number,
    pixels: number,
    low: number,
    high: number,
    under: number,
    over: number,
    threshold: number,
    pixel: number,
    absolute: number,
    dropZeros: number,
    mask: number,
  ): void;
  powers(
    wide: number,
    order: number,
    from: number,
    stride: number,
    planes: number,
    pixels: number,
    factors: number,
    n: number,
    sums: number,
    sumStride: number,
  ): void;
  squares(wide: number, from: number, stride: number, planes: number, pixels: number, sums: number, squared: number): void;
  extremes(
    wide: number,
    largest: number,
    from: number,
    stride: number,
    planes: number,
    pixels: number,
    channel: number,
    values: number,
    channels: number,
  ): void;
  bothExtremes(
    from: number,
    stride: number,
    planes: number,
    pixels: number,
    channel: number,
    maximum: number,
    maximumAt: number,
    minimum: number,
    minimumAt: number,
  ): void;
  follow(channels: number, channel: number, from: number, to: number, pixels: number): void;
  errors(
    values: number,
    pixels: number,
    history: number,
    pairs: number,
    lags: number,
    terms: number,
    sums: number,
    sumStride: number,
    own: number,
    variance: number,
    square: number,
  ): void;
  sampleErrors(
    values: number,
    pixels: number,
    pairs: number,
    lags: number,
    terms: number,
    sums: number,
    sumStride: number,
    own: number,
    variance: number,
    ring: number,
    ringStride: number,
    slots: number,
    channel: number,
  ): void;
  toVariances(values: number, pixels: number, power: number): void;
  whiteErrors(
    values: number,
    pixels: number,
    pairs: number,
    terms: number,
    sums: number,
    sumStride: number,
    variance: number,
    square: number,
  ): void;
  alongRows(values: number, wide: number, rows: number, taps: number, width: number, out: number, columns: number): void;
  acrossRows(values: number, columns: number, rows: number, taps: number, height: number, out: number): void;
  bin(values: number, pixels: number, width: number, sums: number, weights: number): void;
  gather(
    wide: number,
    from: number,
    stride: number,
    samples: number,
    offsets: number,
    indices: number,
    weights: number,
    minimum: number,
    out: number,
  ): void;
  weigh(wide: number, from: number, stride: number, regions: number, offsets: number, indices: number, weights: number, out: number): void;
  histogram(values: number, pixels: number, centre: number, scale: number, counts: number, classes: number): number;
  medians(from: number, group: number, channels: number, pixels: number, narrow: number, column: number, out: number): void;
  deviations(from: number, group: number, channels: number, pixels: number, column: number, out: number): void;
  meanDeviations(from: number, group: number, channels: number, pixels: number, kept: number, out: number): void;
  countKept(from: number, group: number, channels: number, pixels: number, out: number): void;
  medianCoordinates(
    from: number,
    group: number,
    channels: number,
    pixels: number,
    widths: number,
    edges: number,
    centres: number,
    out: number,
  ): void;
}

const PAGE = 65_536;

/** The largest memory of one kernel. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** Instances at rest: one that has grown beyond this is dropped, for memory never shrinks. */
const KEEP_BYTES = 16 * 1024 * 1024;
const KEEP = 4;

let compiled: object | undefined;
const resting: KernelsWasm[] = [];

/** Lays out the memory of an instance; addresses are multiples of 64, everything is zero. */
export class Arena {
  readonly wasm: KernelsWasm;
  private end: number;

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(new URL('../../wasm/kernels.wasm', import.meta.url)));
    this.wasm = resting.pop() ?? (new WebAssembly.Instance(compiled).exports as KernelsWasm);
    this.end = this.wasm.base();
  }

  /** Room for so many bytes, and a few to write over. @throws LimitError above 1 GiB */
  place(bytes: number): number {
    const begin = this.end;
    this.end = Math.ceil((begin + bytes + 64) / 64) * 64;
    const { memory } = this.wasm;
    const missing = this.end - memory.buffer.byteLength;
    if (this.end > MOST_BYTES)
      throw new LimitError(`a block takes ${this.end} bytes of memory, at most ${MOST_BYTES} are given; use fewer pixels`);
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    new Uint8Array(memory.buffer, begin, this.end - begin).fill(0);
    return begin;
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.wasm.memory.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.wasm.memory.buffer, at, length);
  }

  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.wasm.memory.buffer, at, length);
  }

  integers(at: number, length: number): Int32Array {
    return new Int32Array(this.wasm.memory.buffer, at, length);
  }

  /** Places a copy. */
  copy(values: Float64Array | Uint32Array): number {
    const at = this.place(values.byteLength);
    this.bytes(at, values.byteLength).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return at;
  }

  /** Gives the instance to the next kernel of this thread; what was handed out is not to be used any more. */
  release(): void {
    if (resting.length < KEEP && this.wasm.memory.buffer.byteLength <= KEEP_BYTES) resting.push(this.wasm);
  }
}
