import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { encodePixels } from '../../encode-pixels.js';
import type { Codec, CodecJob } from './codec.js';
import { decodeHcompress } from './hcompress.js';
import { decodePlio } from './plio.js';
import { decodeRice } from './rice.js';

interface Vector extends Omit<CodecJob, 'quantised'> {
  readonly name: string;
  readonly codec: string;
  /** base64 */
  readonly stream: string;
  readonly sha256: string;
}

const codecs: Record<string, Codec> = { RICE_1: decodeRice, PLIO_1: decodePlio, HCOMPRESS_1: decodeHcompress };
const file = new URL('../../../test/fixtures/codecs/vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vector[];

test('there are vectors of each codec', () => {
  expect(vectors.map(({ codec }) => codec)).toEqual(expect.arrayContaining(Object.keys(codecs)));
});

test.each(vectors.map((each) => [each.codec, each.name, each] as const))('%s: %s, as CFITSIO', (codec, _name, vector) => {
  const decoded = codecs[codec](Buffer.from(vector.stream, 'base64'), { ...vector, quantised: false });
  expect(decoded).not.toHaveProperty('damage');
  expect(sha256(decoded as Int32Array | Uint8Array)).toBe(vector.sha256);
});

test('quantised pixels are values in the order of this machine', () => {
  const vector = vectors.find(({ codec, elementBytes }) => codec === 'RICE_1' && elementBytes === 4)!;
  const values = decodeRice(Buffer.from(vector.stream, 'base64'), { ...vector, quantised: true });
  expect(values).toBeInstanceOf(Int32Array);
  expect(sha256(values as Int32Array)).toBe(vector.sha256);
});

test('RICE_1 of pixels narrower than those of the image gives values', () => {
  const bytes = vectors.find(({ codec, elementBytes }) => codec === 'RICE_1' && elementBytes === 1)!;
  const shorts = vectors.find(({ name }) => name === 'extremes of 16 bits')!;
  const raw = decodeRice(Buffer.from(bytes.stream, 'base64'), { ...bytes, quantised: false }) as Uint8Array;
  expect([...raw]).toEqual([
    ...(decodeRice(Buffer.from(bytes.stream, 'base64'), { ...bytes, elementBytes: 2, quantised: false }) as Int32Array),
  ]);
  const values = decodeRice(Buffer.from(shorts.stream, 'base64'), { ...shorts, elementBytes: 4, quantised: false }) as Int32Array;
  expect([...values.subarray(0, 3)]).toEqual([32767, -32768, 32767]);
});

test('a block of RICE_1 may be longer than the tile', () => {
  const vector = vectors.find(({ name }) => name === 'blocks of 1000, 16 bits')!;
  const job = { ...vector, quantised: false, parameters: { BYTEPIX: 2, BLOCKSIZE: 2 ** 40 } };
  expect(sha256(decodeRice(Buffer.from(vector.stream, 'base64'), job) as Uint8Array)).toBe(vector.sha256);
});

/** Streams cut short, with bits turned over and of nothing but noise end in damage or in the pixels asked for, never in anything else. */
test.each(Object.keys(codecs))('%s of corrupt streams', (codec) => {
  const random = randoms(7);
  for (const vector of vectors.filter((each) => each.codec === codec && each.pixels <= 600)) {
    const stream = Buffer.from(vector.stream, 'base64');
    for (let round = 0; round < 60; round++) {
      const corrupt = Buffer.from(stream.subarray(0, round % 3 === 0 ? random(stream.length + 1) : stream.length));
      for (let i = random(4); i > 0 && corrupt.length > 0; i--) corrupt[random(corrupt.length)] = random(256);
      const decoded = codecs[codec](corrupt, { ...vector, quantised: false });
      if ('damage' in decoded) expect(decoded.damage).toContain(codec);
      else expect(decoded.byteLength).toBe(decoded instanceof Int32Array ? 4 * vector.pixels : vector.elementBytes * vector.pixels);
    }
  }
});

test.each(Object.keys(codecs))('%s of nothing is damage; what stands behind a stream is passed over', (codec) => {
  const vector = vectors.find((each) => each.codec === codec)!;
  const job = { ...vector, quantised: false };
  expect(codecs[codec](new Uint8Array(0), job)).toHaveProperty('damage');
  const followed = Buffer.concat([Buffer.from(vector.stream, 'base64'), Buffer.alloc(100, 0xff)]);
  expect(sha256(codecs[codec](followed, job) as Uint8Array)).toBe(vector.sha256);
});

test('parameters and sizes that no tile has are damage, before memory is taken', () => {
  const job = { axes: [10], pixels: 10, elementBytes: 2, quantised: false, parameters: {} } as const;
  const bytes = new Uint8Array(100);
  expect(decodeRice(bytes, { ...job, parameters: { BYTEPIX: 8 } })).toEqual({ damage: 'BYTEPIX = 8, RICE_1 knows 1, 2 and 4' });
  expect(decodeRice(bytes, { ...job, parameters: { BLOCKSIZE: 0 } })).toHaveProperty('damage');
  expect(decodeRice(bytes, { ...job, pixels: 2 ** 31 })).toHaveProperty('damage');
  expect(decodeHcompress(bytes, { ...job, pixels: 2 ** 31 })).toHaveProperty('damage');
});

test('an image of another size than the tile is damage', () => {
  const vector = vectors.find(({ codec }) => codec === 'HCOMPRESS_1')!;
  const decoded = decodeHcompress(Buffer.from(vector.stream, 'base64'), { ...vector, quantised: false, pixels: vector.pixels + 1 });
  expect(decoded).toEqual({ damage: expect.stringContaining('of another size') });
});

function sha256(decoded: Int32Array | Uint8Array): string {
  const bytes = decoded instanceof Int32Array ? encodePixels(decoded, 32) : decoded;
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whole numbers below a limit, the same ones each time (a linear congruential generator). */
function randoms(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
