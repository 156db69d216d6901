import { bytesPerPixel, type PixelType } from '#kernels';
import { invalidPixel } from './invalid-pixel.js';
import type { Cube } from './cube.js';
import type { CubeBlock, CubeReader } from './plane-reader.js';

/** ZEROBLANK: the same cube, whose samples that are exactly zero have no value, whatever reads it (kernels.md §1.2). What it is made of is so, too. */
export function zerosBlanked(cube: Cube): Cube {
  const { pixels, derived } = cube;
  const zero = pixels.bitpix > 0 && pixels.blank === undefined ? rawZero(pixels) : undefined;
  return {
    ...cube,
    zerosBlank: true,
    pixels: zero === undefined ? pixels : { ...pixels, blank: pixels.bitpix === 64 ? BigInt(zero) : zero },
    ...(derived && { derived: { ...derived, of: zerosBlanked(derived.of) } }),
  };
}

/** What stands in the file for zero; undefined where nothing does. */
function rawZero({ bitpix, bscale, bzero }: PixelType): number | undefined {
  const raw = bzero === 0 ? 0 : -bzero / bscale;
  const kept = bitpix === -32 ? Math.fround(raw) : bitpix > 0 ? Math.round(raw) : raw;
  const [low, high] = bitpix === 8 ? [0, 255] : [-(2 ** (bitpix - 1)), 2 ** (bitpix - 1) - 1];
  return kept * bscale + bzero === 0 && (bitpix < 0 || (kept >= low && kept <= high)) ? kept : undefined;
}

/** Hands on what another one reads, with pixels without a value for zeros. */
export class ZeroBlankReader implements CubeReader {
  private readonly swap?: Swap;

  constructor(
    private readonly cube: { readonly nx: number; readonly pixels: PixelType },
    private readonly source: CubeReader,
  ) {
    this.swap = swapOf(cube.pixels);
  }

  read(k: number, p: number, y0: number, rows: number, into: Uint8Array): void {
    this.source.read(k, p, y0, rows, into);
    this.swap?.(into.subarray(0, this.cube.nx * rows * bytesPerPixel(this.cube.pixels)));
  }

  readBlock(p: number, block: CubeBlock, k: number, channels: number, into: (channel: number) => Uint8Array): void {
    this.source.readBlock(p, block, k, channels, into);
    const bytes = block.nx * block.ny * bytesPerPixel(this.cube.pixels);
    for (let channel = k; this.swap && channel < k + channels; channel++) this.swap(into(channel).subarray(0, bytes));
  }

  close(): void {
    this.source.close();
  }
}

type Swap = (bytes: Uint8Array) => void;

const WORDS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const;

/** Pixel by pixel as they stand in the file; undefined where there is nothing to do. */
function swapOf(pixels: PixelType): Swap | undefined {
  const raw = rawZero(pixels);
  const blank = invalidPixel(pixels);
  if (raw === undefined || !blank) return undefined;
  const size = bytesPerPixel(pixels);
  const Word = WORDS[size];
  const zero = new Uint8Array(size);
  const view = new DataView(zero.buffer);
  WRITERS[pixels.bitpix](view, raw);
  const [from] = new Word(zero.buffer);
  const [to] = new Word(blank.slice().buffer);
  // Below zero there is another zero.
  zero[0] |= pixels.bitpix < 0 && raw === 0 ? 0x80 : 0;
  const [also] = new Word(zero.buffer);
  return (bytes) => {
    const isAligned = bytes.byteOffset % size === 0;
    const own = isAligned ? bytes : bytes.slice();
    const words = new Word(own.buffer as ArrayBuffer, own.byteOffset, own.length / size);
    for (let i = 0; i < words.length; i++) if (words[i] === from || words[i] === also) words[i] = to;
    if (!isAligned) bytes.set(own);
  };
}

const WRITERS: Readonly<Record<PixelType['bitpix'], (view: DataView, value: number) => void>> = {
  8: (view, value) => view.setUint8(0, value),
  16: (view, value) => view.setInt16(0, value),
  32: (view, value) => view.setInt32(0, value),
  64: (view, value) => view.setBigInt64(0, BigInt(value)),
  [-32]: (view, value) => view.setFloat32(0, value),
  [-64]: (view, value) => view.setFloat64(0, value),
};
