import type { PixelType } from '../pixel-type.js';
import type { Selection } from '../selection.js';
import { maskBytes } from '../selection.js';
import type { Piece } from './feed.js';
import type { Gpu } from './gpu.js';
import { INVALID, parametersOf } from './samples.js';
import type { GpuBuffer, Handle } from './web-gpu.js';

/** Leaves the samples out that a spec does not keep. */
export class Selector {
  private readonly ofChannel: Handle;
  private readonly ofPixel: Handle;
  private readonly noMask: Handle;
  private readonly above: (bound: number) => number;
  private raw?: GpuBuffer;
  private expanded?: Handle;

  constructor(
    private readonly gpu: Gpu,
    private readonly spec: Selection & { readonly pixels: PixelType; readonly count: number; readonly channels: number },
    private readonly stride: number,
    private readonly planes: number,
  ) {
    this.above = isExact(spec.pixels) ? above : nearest;
    const { ofChannel, ofPixel } = this.thresholds();
    this.ofChannel = gpu.upload(ofChannel, [spec.channels]);
    this.ofPixel = gpu.upload(ofPixel, [spec.count]);
    this.noMask = gpu.buffer([1]);
  }

  /** A slab of the same planes; to be deleted. */
  async select(piece: Piece, mask?: Uint8Array): Promise<Handle> {
    const { gpu, stride, spec } = this;
    const { keep } = spec;
    if (mask) this.expand(mask, piece);
    const low = this.above(keep?.include?.[0] ?? -Infinity);
    const high = -this.above(-(keep?.include?.[1] ?? Infinity));
    const under = keep?.exclude ? -this.above(-keep.exclude[0]) : INVALID;
    const over = keep?.exclude ? this.above(keep.exclude[1]) : INVALID;
    const flags = [mask !== undefined, keep?.atLeast?.absolute, keep?.dropZeros].map((flag) => (flag ? 1 : 0));
    return gpu.run(
      'select',
      [64, stride / 64, piece.planes],
      [stride, piece.planes],
      [
        piece.slab,
        mask ? this.expanded! : this.noMask,
        this.ofChannel,
        this.ofPixel,
        piece.start,
        piece.channel,
        flags[0],
        low,
        high,
        under,
        over,
        flags[1],
        flags[2],
      ],
    );
  }

  close(): void {
    for (const handle of [this.ofChannel, this.ofPixel, this.noMask, this.expanded]) handle?.delete();
    this.raw?.destroy();
  }

  /** A sample is dropped below ofChannel[k] × ofPixel[i]; the product is that of float32. */
  private thresholds(): { ofChannel: Float32Array; ofPixel: Float32Array } {
    const { keep, channels, count } = this.spec;
    const { channel, pixel } = keep?.atLeast ?? {};
    const rounded = channel && pixel ? nearest : this.above;
    const filled = (values: Float64Array | undefined, length: number, other: number) =>
      Float32Array.from({ length }, (_, i) => (values ? rounded(values[i] ?? 1) : other));
    return { ofChannel: filled(channel, channels, keep?.atLeast ? 1 : -INVALID), ofPixel: filled(pixel, count, 1) };
  }

  private expand(mask: Uint8Array, { source, planes }: Piece): void {
    const { gpu, spec, stride } = this;
    const bytes = maskBytes(spec.count);
    this.raw ??= gpu.raw(this.planes * bytes);
    this.expanded ??= gpu.buffer([stride, this.planes]);
    const whole = new Uint8Array(Math.ceil((planes * bytes) / 4) * 4);
    whole.set(mask.subarray(source * bytes, (source + planes) * bytes));
    gpu.write(this.raw, whole);
    gpu.shade('expand', parametersOf(BITS, spec.count, stride, 0, 0), this.raw, this.expanded.buffer, stride, planes);
  }
}

const BITS = { bitpix: 8, bscale: 1, bzero: 0 } as const;

/** Every value of the file is a float32. */
function isExact({ bitpix, bscale, bzero }: PixelType): boolean {
  return bscale === 1 && (bitpix === -32 ? bzero === 0 : bitpix <= 16 && Number.isInteger(bzero) && Math.abs(bzero) < 2 ** 23);
}

/** A threshold that is no number keeps nothing. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : value < 0 ? -INVALID : INVALID;
}

/** The least float32 that is not below the bound: which values of float32 reach it does not change. */
function above(bound: number): number {
  const near = Math.fround(bound);
  return finite(near < bound ? next(near) : near);
}

/** Values that were rounded themselves and equal the bound still reach it; others do within half a unit of the last digit. */
function nearest(bound: number): number {
  return finite(Math.fround(bound));
}

/** The float32 that follows. */
function next(value: number): number {
  const bits = new Int32Array(1);
  const floats = new Float32Array(bits.buffer);
  floats[0] = value;
  bits[0] += value < 0 ? -1 : 1;
  return floats[0];
}
