import { readFileSync } from 'node:fs';

/** The little of it that is used here: its types come with those of the DOM only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What libs/fits/assembly exports; addresses and lengths in bytes, answers of the decoders are their error codes. */
export interface FitsWasm {
  readonly memory: { readonly buffer: ArrayBuffer };
  reserve(bytes: number): number;
  decodeRice(input: number, inputBytes: number, output: number, pixels: number, bytePix: number, block: number, bigEndian: number): number;
  decodePlio(input: number, words: number, output: number, pixels: number): number;
  encodeRice(input: number, pixels: number, output: number, bytePix: number, block: number): number;
  decodeHcompress(input: number, inputBytes: number, output: number, pixels: number, wide: number, smooth: number): number;
  unshuffle(input: number, count: number, width: number, output: number, reversed: number): void;
}

/** The largest memory of an instance; a tile of 256 MiB with all that HCOMPRESS_1 needs beside it takes less. */
const MAX_BYTES = 1024 * 1024 * 1024;

/** An instance that has grown beyond this is dropped after use: WebAssembly memory never shrinks. */
const KEEP_BYTES = 32 * 1024 * 1024;

let compiled: object | undefined;
let kept: FitsWasm | undefined;

/** This thread's instance with room for so many bytes, which begin at `base`; undefined when they are too many. */
export function fitsWasm(bytes: number): { wasm: FitsWasm; base: number } | undefined {
  if (bytes > MAX_BYTES) return undefined;
  if (kept && kept.memory.buffer.byteLength > KEEP_BYTES && bytes < KEEP_BYTES / 2) kept = undefined;
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../../wasm/fits.wasm', import.meta.url)));
  kept ??= new WebAssembly.Instance(compiled).exports as FitsWasm;
  const base = kept.reserve(bytes);
  return base === 0 ? undefined : { wasm: kept, base };
}
