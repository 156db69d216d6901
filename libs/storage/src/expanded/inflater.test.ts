import { readFileSync } from 'node:fs';
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { mixture, randomNumbers } from '../../test/mixture.js';
import { freshState, INPUT_BYTES, inflateStep, STATE_BYTES, STEP_BYTES, type InflateState } from './inflater.js';

interface Whole {
  readonly bytes: Buffer;
  readonly damage?: string;
  readonly mayEnd: boolean;
}

/** All steps, `chunk` bytes of input at a time; each goes on from a copy of the state. */
function inflateAll(gzip: Uint8Array, options: { chunk?: number; most?: number; skip?: number } = {}): Whole {
  const { chunk = INPUT_BYTES, skip = 0 } = options;
  const most = options.most ?? (chunk < 1000 ? 4096 : STEP_BYTES);
  const outputs: Uint8Array[] = [];
  const input = Uint8Array.from(gzip);
  let state: InflateState = freshState();
  let passed = 0;
  for (let at = 0; ;) {
    const to = Math.min(gzip.length, at + chunk);
    const step = inflateStep({ state, input, from: at, to, skip: Math.max(0, skip - passed), output: new Uint8Array(most) });
    at += step.consumed;
    passed += step.produced;
    outputs.push(step.output.subarray(0, step.kept));
    state = Uint8Array.from(step.state);
    const isOver = step.starved && at === gzip.length;
    if (step.damage !== undefined || isOver) return { bytes: Buffer.concat(outputs), damage: step.damage, mayEnd: step.mayEnd };
  }
}

const data = mixture(300_000);

describe('what zlib writes', () => {
  const { Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED, Z_DEFAULT_STRATEGY } = constants;
  const strategies = [Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED, Z_DEFAULT_STRATEGY];
  const cases = [0, 1, 4, 6, 9].flatMap((level) => strategies.map((strategy) => ({ level, strategy })));

  test.each(cases)('level $level, strategy $strategy', (options) => {
    const { bytes, damage, mayEnd } = inflateAll(gzipSync(data, options));
    expect([damage, mayEnd, bytes.equals(data)]).toEqual([undefined, true, true]);
  });

  test.each([9, 12, 15])('windows of 2^%d bytes, small memory', (windowBits) => {
    expect(inflateAll(gzipSync(data, { windowBits, memLevel: 1 })).bytes.equals(data)).toBe(true);
  });

  test.each([1, 2, 3, 5, 7, 13, 31, 64, 1000])('%d bytes of input at a time: it goes on from any byte', (chunk) => {
    const some = data.subarray(0, 3000 + 20 * chunk);
    for (const strategy of strategies) {
      const stored = Buffer.concat([gzipSync(some, { strategy }), gzipSync(some, { level: 0 })]);
      expect(inflateAll(stored, { chunk }).bytes.equals(Buffer.concat([some, some]))).toBe(true);
    }
  });

  test.each([[1000], [4096], [100_000]])('%d bytes of output at a time', (most) => {
    expect(inflateAll(gzipSync(data), { most }).bytes.equals(data)).toBe(true);
  });

  test('what is not wanted is dropped, to the byte', () => {
    const stored = gzipSync(data);
    for (const skip of [1, 511, 512, 4097, 299_999, 300_000, 400_000])
      expect(inflateAll(stored, { skip }).bytes.equals(data.subarray(skip))).toBe(true);
  });

  test('members one after the other, empty ones among them, and zeros behind', () => {
    const members = [data.subarray(0, 1000), Buffer.alloc(0), data.subarray(1000, 1001), data.subarray(1001)];
    const stored = Buffer.concat([...members.map((member) => gzipSync(member)), Buffer.alloc(3000)]);
    for (const chunk of [INPUT_BYTES, 170]) {
      const { bytes, mayEnd } = inflateAll(stored, { chunk });
      expect([mayEnd, bytes.equals(data)]).toEqual([true, true]);
    }
  });

  test('a member does not reach into the one before', () => {
    // The second one begins with a copy from 300 bytes back: fixed codes, length 3, distance 257 … 384.
    const reaching = Buffer.concat([gzipSync(Buffer.alloc(0)).subarray(0, 10), Buffer.from([0x03, 0x12, 0x00, 0x00, 0x00, 0x00])]);
    expect(inflateAll(Buffer.concat([gzipSync(data), reaching])).damage).toMatch(/distance|symbol/);
  });
});

describe('goldens', () => {
  const folder = new URL('../../test/fixtures/', import.meta.url);
  const about = JSON.parse(readFileSync(new URL('compressed.json', folder), 'utf8')) as Record<string, { bytes: number; crc32: number }>;
  test.each(Object.keys(about).filter((name) => name.endsWith('.gz')))('%s', (name) => {
    for (const chunk of [INPUT_BYTES, 111]) {
      const { bytes, damage, mayEnd } = inflateAll(readFileSync(new URL(name, folder)), { chunk });
      expect([damage, mayEnd]).toEqual([undefined, true]);
      expect({ bytes: bytes.length, crc32: crc32(bytes) }).toEqual(about[name]);
    }
  });
});

describe('what is wrong', () => {
  const good = gzipSync(data.subarray(0, 4000));

  test.each<[string, Buffer, RegExp]>([
    ['no gzip', Buffer.from('SIMPLE  =                    T'), /no gzip member/],
    ['rubbish behind', Buffer.concat([good, Buffer.from('rubbish')]), /no gzip member/],
    ['another method', Buffer.from([0x1f, 0x8b, 7, 0]), /method or flags/],
    ['flags that do not exist', Buffer.from([0x1f, 0x8b, 8, 0x80]), /method or flags/],
    ['a header checksum', Buffer.from([0x1f, 0x8b, 8, 2, 0, 0, 0, 0, 0, 3, 1, 2]), /checksum of the gzip header/],
    ['the fourth kind of block', Buffer.concat([good.subarray(0, 10), Buffer.from([0b111])]), /kind of block/],
    ['the length of a stored block', Buffer.concat([good.subarray(0, 10), Buffer.from([1, 5, 0, 5, 0])]), /stored block/],
    ['too many codes', Buffer.concat([good.subarray(0, 10), Buffer.from([0b11111101, 0xff, 0, 0])]), /Huffman codes/],
    ['CRC32', Buffer.concat([good.subarray(0, -8), Buffer.alloc(4), good.subarray(-4)]), /CRC32/],
    ['size', Buffer.concat([good.subarray(0, -4), Buffer.alloc(4)]), /size/],
  ])('%s is told', (_, stored, message) => {
    expect(inflateAll(stored).damage).toMatch(message);
    expect(inflateAll(stored, { chunk: 1 }).damage).toMatch(message);
  });

  test('what is cut off may not end there', () => {
    for (const length of [0, 1, 9, 10, 11, 500, good.length - 9, good.length - 8, good.length - 1])
      expect(inflateAll(good.subarray(0, length))).toMatchObject({ damage: undefined, mayEnd: false });
  });

  test('damage anywhere is noticed, and never leads astray', () => {
    const random = randomNumbers(7);
    const plain = mixture(20_000);
    let noticed = 0;
    for (let i = 0; i < 600; i++) {
      const stored = Buffer.from(gzipSync(plain, { level: 1 + (i % 9), strategy: i % 5 }));
      for (let k = 0; k <= random(3); k++) stored[random(stored.length)] ^= 1 << random(8);
      const { bytes, damage, mayEnd } = inflateAll(stored, { chunk: i % 2 ? INPUT_BYTES : 50 + random(999) });
      if (damage !== undefined || !mayEnd) noticed++;
      else expect(bytes.equals(plain)).toBe(true); // in a field that says nothing about the data
    }
    expect(noticed).toBeGreaterThan(550);
  });

  test('noise as a deflate stream ends in a named error', () => {
    const random = randomNumbers(11);
    for (let i = 0; i < 300; i++) {
      const noise = Buffer.from(Array.from({ length: 2000 }, () => random(256)));
      const { damage, mayEnd } = inflateAll(Buffer.concat([good.subarray(0, 10), noise]));
      expect(mayEnd).toBe(false);
      if (damage !== undefined) expect(damage).toMatch(/^the gzip data are damaged/);
    }
  });

  test('a state that is none is refused, and one of noise leads nowhere', () => {
    const random = randomNumbers(13);
    const input = Uint8Array.from(deflateRawSync(data.subarray(0, 5000)));
    const step = { input, from: 0, to: input.length, skip: 0, output: new Uint8Array(100_000) };
    for (let i = 0; i < 200; i++) {
      const state = Uint8Array.from({ length: STATE_BYTES }, () => (i % 2 ? random(256) : random(16)));
      state.fill(0, 13, 16); // a mode that may be one
      const { produced } = inflateStep({ ...step, state });
      expect(produced).toBeLessThanOrEqual(100_000);
    }
    expect(inflateStep({ ...step, state: new Uint8Array(STATE_BYTES).fill(255) }).damage).toMatch(/unusable/);
  });
});
