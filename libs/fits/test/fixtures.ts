import { CancelledError } from '#faults';
import type { ByteRange, ByteSource } from '../src/index.js';
import { readFileSync } from 'node:fs';

const folder = new URL('./fixtures/', import.meta.url);

export function fixture(name: string): Buffer {
  return readFileSync(new URL(name, folder));
}

export function golden<T>(name: string): T {
  return JSON.parse(fixture(name).toString()) as T;
}

/** Cards (shorter ones are filled up) with END, padded; `pad: ''` leaves the padding out. */
export function headerBytes(cards: readonly string[], pad = ' '): Buffer {
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  return Buffer.from(pad === '' ? text : text.padEnd(Math.ceil(text.length / 2880) * 2880, pad), 'latin1');
}

/** A value as make_fixtures.py writes it, with its type. */
export function typed(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'b:T' : 'b:F';
  if (typeof value === 'bigint') return `i:${value}`;
  if (typeof value === 'number') return `n:${hexOf(value)}`;
  if (typeof value === 'string') return `s:${value}`;
  return 'u:';
}

function hexOf(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}

/** Bytes as a source that keeps a list of what was read; libs/storage is beside this lib, so its sources are not for here. */
export function bytesSource(bytes: Uint8Array, name = 'test.fits'): ByteSource & { readonly reads: ByteRange[] } {
  const reads: ByteRange[] = [];
  return {
    name,
    size: bytes.length,
    etag: name,
    lastModified: new Date(0),
    reads,
    async read({ offset, length }, { into, signal } = {}) {
      if (signal?.aborted) throw new CancelledError(`reading ${name} was cancelled`);
      if (offset < 0 || offset + length > bytes.length) throw new RangeError(`${offset} + ${length} is beyond ${bytes.length}`);
      reads.push({ offset, length });
      const place = into?.subarray(0, length) ?? new Uint8Array(length);
      place.set(bytes.subarray(offset, offset + length));
      return place;
    },
    close: async () => undefined,
  };
}
