import type { CodecJob, Decoded } from './codec.js';
import { fitsWasm } from './wasm.js';

/** What CFITSIO and the standard take when the header does not say (Standard §10.4.1, table 37). */
const BLOCKSIZE = 32;
const BYTEPIX = 4;

/** Zeros behind the stream, and bytes that the decoder may change behind the pixels. */
const MARGIN = 64;

const MOST_BYTES = 2 ** 28;

const DAMAGE = [undefined, 'its RICE_1 stream ends too early', 'its RICE_1 stream has a level that does not exist'];

/**
 * RICE_1 (Standard §10.4.1) with pixels of 1, 2 or 4 bytes. Bytes of a file when the coded pixels are as wide as the image's, else values.
 * Faster than CFITSIO (figures in libs/fits/README.md).
 */
export function decodeRice(bytes: Uint8Array, { pixels, elementBytes, quantised, parameters }: CodecJob): Decoded {
  const { BYTEPIX: bytePix = BYTEPIX, BLOCKSIZE: block = BLOCKSIZE } = parameters;
  if (![1, 2, 4].includes(bytePix)) return { damage: `BYTEPIX = ${bytePix}, RICE_1 knows 1, 2 and 4` };
  if (!Number.isInteger(block) || block < 1) return { damage: `BLOCKSIZE = ${block}, a whole number from 1 on is expected` };
  const raw = !quantised && bytePix === elementBytes;
  const inputBytes = bytes.length;
  const input = (inputBytes + MARGIN + 15) & ~15;
  const place = inputBytes <= MOST_BYTES && fitsWasm(input + pixels * bytePix + MARGIN);
  if (!place) return { damage: `${inputBytes} bytes for ${pixels} pixels are more than a tile can have` };
  const { wasm, base } = place;
  new Uint8Array(wasm.memory.buffer).set(bytes, base);
  const output = base + input;
  const code = wasm.decodeRice(base, inputBytes, output, pixels, bytePix, Math.min(block, Math.max(pixels, 1)), raw && bytePix > 1 ? 1 : 0);
  if (code !== 0) return { damage: DAMAGE[code]! };
  if (raw) return new Uint8Array(wasm.memory.buffer, output, pixels * bytePix);
  if (bytePix === 4) return new Int32Array(wasm.memory.buffer, output, pixels);
  return Int32Array.from(
    bytePix === 2 ? new Int16Array(wasm.memory.buffer, output, pixels) : new Uint8Array(wasm.memory.buffer, output, pixels),
  );
}
