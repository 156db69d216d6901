import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from '@jest/globals';
import { decodePixels, FitsFile } from '#fits';
import { memorySource } from '#storage';

const at = (name: string): URL => new URL(`./${name}`, import.meta.url);

/** A file of goldens: cases, and arrays by the name of their HDU. */
export class Goldens<C> {
  readonly cases: C[];
  readonly bytes: Buffer;

  constructor(name: string) {
    this.cases = JSON.parse(readFileSync(at(`${name}.json`), 'utf8')) as C[];
    this.bytes = gunzipSync(readFileSync(at(`${name}.fits.gz`)));
  }

  async array(name: string): Promise<Float64Array> {
    const { hdus } = await FitsFile.open(memorySource(this.bytes, { name: 'goldens' }));
    const { dataOffset, dataLength } = hdus.find((hdu) => hdu.name === name)!;
    return decodePixels(this.bytes.subarray(dataOffset, dataOffset + dataLength), -64, { bscale: 1, bzero: 0 }) as Float64Array;
  }

  /** The columns of PATH, and how far each may be off. */
  async path(name: string, loose: boolean): Promise<{ readonly wanted: number[]; readonly tolerance: number }[]> {
    const rows = await this.array(name);
    return [1e-7, 1e-9, 1e-9, 1e-6, 1e-6, 1e-7, 0].map((tolerance, column) => ({
      wanted: Array.from({ length: rows.length / 7 }, (_, row) => rows[row * 7 + column]),
      tolerance: loose ? Math.max(tolerance, 1e-6) : tolerance,
    }));
  }
}

/** Largest difference; NaN must meet NaN. */
export function difference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found.length).toBe(wanted.length);
  let most = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (Number.isNaN(found[i]) !== Number.isNaN(wanted[i])) throw new Error(`number ${i} is ${found[i]}, expected ${wanted[i]}`);
    if (!Number.isNaN(wanted[i])) most = Math.max(most, Math.abs(found[i] - wanted[i]));
  }
  return most;
}
