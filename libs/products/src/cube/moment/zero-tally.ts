import { endianness } from 'node:os';
import { bytesPerPixel, decode, type PixelType } from '#kernels';
import type { CubeBlock } from '../cube-reader.js';

/** By channel: valid samples of those that count, and which of them are exactly zero. */
export interface Zeros {
  readonly valid: Uint32Array<ArrayBuffer>;
  readonly zeros: Uint32Array<ArrayBuffer>;
}

interface CubeSize {
  readonly nx: number;
  readonly ny: number;
}

/** Samples of a channel that are looked at: with more of them it would take longer than the sums. */
const MOST_SAMPLES = 1 << 12;

/** Of the pixels of a channel every so many count, in the order of the plane: all columns alike, and the same ones however the work is divided. */
export function zeroStride({ nx, ny }: CubeSize): number {
  let stride = Math.ceil((nx * ny) / MOST_SAMPLES);
  while (stride > 1 && commonDivisor(stride, nx) > 1) stride++;
  return stride;
}

/** Channels, counted from 0, that are zero in more than half of their valid samples. */
export function zeroChannels({ valid, zeros }: Zeros): number[] {
  return Array.from(valid.keys()).filter((k) => 2 * zeros[k] > valid[k]);
}

/** Counts them in one block (kernels.md §1.2). */
export class ZeroTally implements Zeros {
  readonly valid: Uint32Array<ArrayBuffer>;
  readonly zeros: Uint32Array<ArrayBuffer>;
  /** those of the block that count */
  private readonly places: Uint32Array;
  private readonly picked: Uint8Array;
  private readonly values: Float64Array;
  private readonly isPlain: boolean;
  private readonly pixels: PixelType;
  private words: Uint32Array = new Uint32Array(0);

  constructor(cube: CubeSize & { readonly nz: number; readonly pixels: PixelType }, block: CubeBlock) {
    const { bitpix, bscale, bzero } = cube.pixels;
    this.pixels = cube.pixels;
    this.valid = new Uint32Array(cube.nz);
    this.zeros = new Uint32Array(cube.nz);
    this.places = placesOf(cube.nx, block, zeroStride(cube));
    this.isPlain = bitpix === -32 && bscale === 1 && bzero === 0 && IS_LITTLE;
    this.picked = new Uint8Array(this.isPlain ? 0 : this.places.length * bytesPerPixel(cube.pixels));
    this.values = new Float64Array(this.isPlain ? 0 : this.places.length);
  }

  /** @param bytes of the block in that channel, or of a stretch of it from the pixel `start` on */
  add(channel: number, bytes: Uint8Array, start = 0): void {
    const size = bytesPerPixel(this.pixels);
    const end = start + bytes.length / size;
    const { places } = this;
    const isWhole = start === 0 && (places.length === 0 || end > places[places.length - 1]);
    const [from, to] = isWhole ? [0, places.length] : [this.placeFrom(start), this.placeFrom(end)];
    const [valid, zeros] = this.isPlain ? this.countFloats(bytes, from, to, start) : this.countDecoded(bytes, from, to, start);
    this.valid[channel] += valid;
    this.zeros[channel] += zeros;
  }

  /** What was counted before, of the same block. */
  take({ valid, zeros }: Zeros): void {
    this.valid.set(valid);
    this.zeros.set(zeros);
  }

  /** Memory for planes begins at whole words. */
  private countFloats(bytes: Uint8Array, from: number, end: number, start: number): [number, number] {
    const { places } = this;
    if (this.words.buffer !== bytes.buffer) this.words = new Uint32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
    const { words } = this;
    const first = (bytes.byteOffset >> 2) - start;
    let [valid, zeros] = [0, 0];
    for (let j = from; j < end; j++) {
      const word = words[first + places[j]];
      // As they stand in the file: sign and exponent are in the bytes that are low here.
      if ((word & 0x807f) !== 0x807f) valid++;
      if ((word & 0xffffff7f) === 0) zeros++;
    }
    return [valid, zeros];
  }

  private countDecoded(bytes: Uint8Array, from: number, end: number, start: number): [number, number] {
    const { places, pixels } = this;
    const size = bytesPerPixel(pixels);
    const picked = this.picked.subarray(0, (end - from) * size);
    const values = this.values.subarray(0, end - from);
    for (let j = from; j < end; j++) for (let b = 0; b < size; b++) picked[(j - from) * size + b] = bytes[(places[j] - start) * size + b];
    decode(picked, pixels, values);
    let [valid, zeros] = [0, 0];
    for (const value of values) {
      if (value === value) valid++;
      if (value === 0) zeros++;
    }
    return [valid, zeros];
  }

  /** The first of the places that is not before a pixel of the block. */
  private placeFrom(pixel: number): number {
    const { places } = this;
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle] < pixel) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const IS_LITTLE = endianness() === 'LE';

function placesOf(width: number, { x0, nx, y0, ny }: CubeBlock, stride: number): Uint32Array {
  const places: number[] = [];
  for (let y = 0; y < ny; y++) {
    const first = (y0 + y) * width + x0;
    for (let x = (stride - (first % stride)) % stride; x < nx; x += stride) places.push(y * nx + x);
  }
  return Uint32Array.from(places);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
