import type { CodecJob, Decoded } from './codec.js';
import { fitsWasm } from './wasm.js';

/** Zeros behind the stream. */
const MARGIN = 64;

const MOST_BYTES = 2 ** 28;

const DAMAGE = [
  undefined,
  'its HCOMPRESS_1 stream ends too early',
  'its HCOMPRESS_1 stream has a code that does not exist',
  'its HCOMPRESS_1 stream is of an image of another size, or has a single row or column',
];

/**
 * HCOMPRESS_1 (Standard §10.4.4), the values bit for bit those of CFITSIO, lossy and smoothed (SMOOTH) ones as well: 64-bit coefficients for all but images
 * of 8 and 16 bits. SCALE is in the stream.
 */
export function decodeHcompress(bytes: Uint8Array, { pixels, elementBytes, quantised, parameters }: CodecJob): Decoded {
  const wide = quantised || elementBytes > 2;
  const inputBytes = bytes.length;
  const input = (inputBytes + MARGIN + 15) & ~15;
  const coefficients = (wide ? 8 : 4) * (1.5 * pixels + 64);
  const place = inputBytes <= MOST_BYTES && fitsWasm(input + coefficients);
  if (!place) return { damage: `${inputBytes} bytes for ${pixels} pixels are more than a tile can have` };
  const { wasm, base } = place;
  new Uint8Array(wasm.memory.buffer).set(bytes, base);
  const output = base + input;
  const code = wasm.decodeHcompress(base, inputBytes, output, pixels, wide ? 1 : 0, parameters.SMOOTH ? 1 : 0);
  return code === 0 ? new Int32Array(wasm.memory.buffer, output, pixels) : { damage: DAMAGE[code]! };
}
