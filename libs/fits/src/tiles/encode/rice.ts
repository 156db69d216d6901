import { FatalError } from '#faults';
import { fitsWasm } from '../codecs/wasm.js';

/** What every reader of RICE_1 expects when nothing else is said. */
export const RICE_BLOCKSIZE = 32;

/** Bytes that the encoder may change behind the pixels. */
const MARGIN = 32;

/**
 * RICE_1 (Standard §10.4.1) of big-endian pixels of 1, 2 or 4 bytes; the very bytes that CFITSIO writes. A view of memory that the next tile overwrites.
 * @throws FatalError for more pixels than a tile may have
 */
export function encodeRice(bytes: Uint8Array, bytePix: number, block = RICE_BLOCKSIZE): Uint8Array {
  const pixels = bytes.length / bytePix;
  const input = (bytes.length + MARGIN + 15) & ~15;
  const place = fitsWasm(input + 2 * bytes.length + 64);
  if (!place) throw new FatalError(`a tile of ${pixels} pixels is too large to be compressed`);
  const { wasm, base } = place;
  new Uint8Array(wasm.memory.buffer).set(bytes, base);
  const length = wasm.encodeRice(base, pixels, base + input, bytePix, block);
  return new Uint8Array(wasm.memory.buffer, base + input, length);
}
