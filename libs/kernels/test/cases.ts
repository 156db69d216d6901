import { readFileSync } from 'node:fs';
import type { Operation, PixelType } from '../src/index.js';

/** One block of pixels and what is to come out (fixtures/make_cases.py). */
export interface Case {
  readonly operation: Exclude<Operation, 'histogram'>;
  readonly name: string;
  readonly pixels: PixelType;
  readonly count: number;
  readonly channels: number;
  /** big-endian, channel after channel */
  readonly planes: Uint8Array;
  /** σ², in the same way */
  readonly noise?: Uint8Array;
  readonly mask?: Uint8Array;
  /** what the spec has beside pixels, count and channels */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, Float64Array>>;
  readonly invalid?: number;
  /** what tolerances are relative to at least; 1 when not given */
  readonly least?: number;
}

export function readCases(): Case[] {
  const all = JSON.parse(readFileSync(new URL('./fixtures/cases.json', import.meta.url), 'utf8')) as Record<string, unknown>[];
  return all.map((each) => {
    const { planes, noise, mask, pixels, ...rest } = unpacked(each) as Record<string, never> & { pixels: { blank?: number | string } };
    const { blank } = pixels;
    const type = { ...pixels, ...(blank === undefined ? {} : { blank: typeof blank === 'string' ? BigInt(blank) : blank }) };
    const bytes = (text: string | undefined) => (text === undefined ? undefined : new Uint8Array(Buffer.from(text, 'base64')));
    return { ...rest, pixels: type, planes: bytes(planes), noise: bytes(noise), mask: bytes(mask) } as unknown as Case;
  });
}

const ARRAYS: Readonly<Record<string, (bytes: ArrayBuffer) => unknown>> = {
  f64: (bytes) => new Float64Array(bytes),
  u32: (bytes) => new Uint32Array(bytes),
  u8: (bytes) => new Uint8Array(bytes),
};

/** `{ f64: base64 }` and the like as arrays, at any depth. */
function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[kind, text] = ['', undefined]] = entries;
  if (entries.length === 1 && kind in ARRAYS && typeof text === 'string')
    return ARRAYS[kind](new Uint8Array(Buffer.from(text, 'base64')).buffer);
  return Object.fromEntries(entries.map(([key, each]) => [key, unpacked(each)]));
}
