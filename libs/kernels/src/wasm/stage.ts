import { isUnsigned64 } from '../reference/decode.js';
import { bytesPerPixel, type PixelType } from '../pixel-type.js';
import { maskBytes, type Selection } from '../selection.js';
import type { Arena } from './instance.js';

/** Float32 pixels as they stand: the kernels take them without a stage of conversion. */
export function isPlain({ bitpix, bscale, bzero }: PixelType): boolean {
  return bitpix === -32 && bscale === 1 && bzero === 0;
}

/** Bytes from one plane to the next: kernels take pixels by fours. */
export function strideOf(pixels: PixelType, count: number): number {
  return Math.ceil((count * bytesPerPixel(pixels)) / 64) * 64;
}

/** Where float64 values go: four pixels, the next four `step` bytes on, the next plane `planeStep` bytes on. */
export interface Layout {
  readonly at: number;
  readonly step: number;
  readonly planeStep: number;
}

/** Converts a piece of one plane to float64 values side by side; answers the number of valid pixels. */
export function convert(arena: Arena, pixels: PixelType, from: number, to: number, count: number): number {
  return convertPlanes(arena, pixels, { from, stride: 0, planes: 1, count }, { at: to, step: 32, planeStep: 0 });
}

/** Converts a piece of each of some planes, `stride` bytes from one to the next. */
export function convertPlanes(
  { wasm }: Arena,
  pixels: PixelType,
  { from, stride, planes, count }: { readonly from: number; readonly stride: number; readonly planes: number; readonly count: number },
  { at, step, planeStep }: Layout,
): number {
  const { bitpix, bscale, bzero, blank } = pixels;
  const hasBlank = blank !== undefined && bitpix > 0;
  // A zero of −0 changes no value, not even −0.
  const zero = bzero === 0 ? -0 : bzero;
  const none = hasBlank ? BigInt.asIntN(64, BigInt(blank)) : 0n;
  const unsigned = isUnsigned64(pixels) ? 1 : 0;
  return wasm.convert(bitpix, from, stride, at, step, planeStep, planes, count, bscale, zero, hasBlank ? 1 : 0, none, unsigned);
}

/** The conditions of a selection, with their factors and masks in the memory of the kernel. */
export class SelectStage {
  private readonly pixel: number;
  private readonly maskAt: number;

  constructor(
    private readonly arena: Arena,
    private readonly spec: Selection & { readonly count: number },
    planes: number,
    /** where masks are, when not in memory of this stage */
    masks?: number,
  ) {
    const { keep, mask, count } = spec;
    this.pixel = keep?.atLeast?.pixel ? arena.copy(keep.atLeast.pixel) : 0;
    this.maskAt = mask ? (masks ?? arena.place(planes * maskBytes(count))) : 0;
  }

  get none(): boolean {
    return !this.spec.keep && !this.spec.mask;
  }

  masks(mask: Uint8Array | undefined): void {
    if (mask && this.maskAt) this.arena.bytes(this.maskAt, mask.length).set(mask);
  }

  /** `count` values at `at`, each four `step` bytes on, the pixels of the block from `first` (a multiple of eight) on. */
  apply(channel: number, slot: number, at: number, first: number, count: number, step = 32): void {
    if (this.none) return;
    const { keep } = this.spec;
    const [low, high] = keep?.include ?? [-Infinity, Infinity];
    const [under, over] = keep?.exclude ?? [Infinity, Infinity];
    const threshold = keep?.atLeast?.channel?.[channel] ?? (keep?.atLeast ? 1 : -Infinity);
    const pixel = this.pixel ? this.pixel + 8 * first : 0;
    const mask = this.maskAt ? this.maskAt + slot * maskBytes(this.spec.count) + (first >> 3) : 0;
    const { wasm } = this.arena;
    const absolute = keep?.atLeast?.absolute ? 1 : 0;
    wasm.select(at, step, count, low, high, under, over, threshold, pixel, absolute, keep?.dropZeros ? 1 : 0, mask);
  }
}
