import { fitsWasm } from './wasm.js';

/**
 * Puts together the elements of 2, 4 or 8 bytes whose first bytes stand before all second ones, and so on; `reversed` with the bytes of each in
 * the order of this machine, which is little-endian, as all are that Node runs on. It is memory that the next call overwrites; undefined when there is
 * not as much.
 */
export function unshuffled(bytes: Uint8Array, width: 2 | 4 | 8, reversed: boolean): Uint8Array | undefined {
  const input = (bytes.length + 15) & ~15;
  const place = fitsWasm(input + bytes.length);
  if (!place) return undefined;
  const { wasm, base } = place;
  new Uint8Array(wasm.memory.buffer).set(bytes, base);
  wasm.unshuffle(base, bytes.length / width, width, base + input, reversed ? 1 : 0);
  return new Uint8Array(wasm.memory.buffer, base + input, bytes.length);
}
