import type { CodecJob, Decoded } from './codec.js';
import { fitsWasm } from './wasm.js';

const MARGIN = 64;

const MOST_BYTES = 2 ** 28;

const DAMAGE = [undefined, 'its PLIO_1 line list is longer than its words', 'its PLIO_1 line list has an instruction that does not exist'];

/** PLIO_1 (Standard §10.4.3): an IRAF line list of 16-bit words, as values. What the list does not come to is 0. */
export function decodePlio(bytes: Uint8Array, { pixels }: CodecJob): Decoded {
  const input = (bytes.length + MARGIN + 15) & ~15;
  const place = bytes.length <= MOST_BYTES && fitsWasm(input + 4 * pixels + MARGIN);
  if (!place) return { damage: `${bytes.length} bytes for ${pixels} pixels are more than a tile can have` };
  const { wasm, base } = place;
  new Uint8Array(wasm.memory.buffer).set(bytes, base);
  const code = wasm.decodePlio(base, bytes.length >> 1, base + input, pixels);
  return code === 0 ? new Int32Array(wasm.memory.buffer, base + input, pixels) : { damage: DAMAGE[code]! };
}
