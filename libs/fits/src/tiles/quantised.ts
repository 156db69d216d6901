import { Dither } from './dither.js';

/** How a tile of floats was made of whole numbers (Standard §10.2). */
export interface Quantised {
  readonly scale: number;
  readonly zero: number;
  /** the whole number that stands for NaN */
  readonly blank?: number;
  readonly dither: 'none' | 'subtractive' | 'subtractive, zeros kept';
  /** 0-based number of the tile + ZDITHER0 - 1 */
  readonly seed: number;
}

/** Under SUBTRACTIVE_DITHER_2 an exact zero. */
const ZERO = -2147483646;

/** All bits set, as CFITSIO writes it. */
const NAN_WORD = -1;

/**
 * Big-endian floats of 4 or 8 bytes into `out` (aligned to its words), equal to CFITSIO's bit for bit: computed in 64 bits in this order, rounded once.
 */
export function dequantise(values: Int32Array, how: Quantised, bytesPerPixel: number, out: Uint8Array): void {
  const floats =
    bytesPerPixel === 4
      ? new Float32Array(out.buffer, out.byteOffset, values.length)
      : new Float64Array(out.buffer, out.byteOffset, values.length);
  if (how.dither === 'none') plain(values, how.scale, how.zero, floats);
  else dithered(values, how, floats);
  if (how.blank !== undefined) blankOut(values, how.blank, new Int32Array(out.buffer, out.byteOffset, out.length / 4), bytesPerPixel / 4);
  const bytes = Buffer.from(out.buffer, out.byteOffset, out.length);
  if (bytesPerPixel === 4) bytes.swap32();
  else bytes.swap64();
}

function plain(values: Int32Array, scale: number, zero: number, out: Float32Array | Float64Array): void {
  for (let i = 0; i < values.length; i++) out[i] = values[i] * scale + zero;
}

function dithered(values: Int32Array, { scale, zero, dither, seed }: Quantised, out: Float32Array | Float64Array): void {
  const random = new Dither(seed);
  const { numbers } = random;
  const keepsZeros = dither === 'subtractive, zeros kept';
  for (let from = 0; from < values.length;) {
    const end = Math.min(values.length, from + random.left);
    const shift = random.at - from;
    for (let i = from; i < end; i++) out[i] = (values[i] - numbers[i + shift] + 0.5) * scale + zero;
    if (keepsZeros) for (let i = from; i < end; i++) if (values[i] === ZERO) out[i] = 0;
    random.skip(end - from);
    from = end;
  }
}

function blankOut(values: Int32Array, blank: number, words: Int32Array, wordsPerPixel: number): void {
  for (let i = 0; i < values.length; i++) if (values[i] === blank) words.fill(NAN_WORD, i * wordsPerPixel, (i + 1) * wordsPerPixel);
}
