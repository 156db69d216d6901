import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { randomNumbers } from '../../test/mixture.js';
import { lzwBegin, LZW_HEADER_BYTES, lzwStep } from './lzw.js';

const folder = new URL('../../test/fixtures/', import.meta.url);
const about = JSON.parse(readFileSync(new URL('compressed.json', folder), 'utf8')) as Record<string, { bytes: number; crc32: number }>;
const names = Object.keys(about).filter((name) => name.endsWith('.Z'));
const stored = (name: string) => readFileSync(new URL(name, folder));

function decodeAll(file: Uint8Array, chunk = 1 << 18): { bytes: Buffer; damage?: string } {
  let state = lzwBegin(file.subarray(0, LZW_HEADER_BYTES));
  if (typeof state === 'string') return { bytes: Buffer.alloc(0), damage: state };
  const outputs: Uint8Array[] = [];
  for (let at = LZW_HEADER_BYTES; at < file.length;) {
    const step = lzwStep(state, file.subarray(at, at + chunk));
    outputs.push(step.output);
    if (step.damage !== undefined) return { bytes: Buffer.concat(outputs), damage: step.damage };
    if (step.consumed === 0 && step.output.length === 0) break;
    state = step.state;
    at += step.consumed;
  }
  return { bytes: Buffer.concat(outputs) };
}

test.each(names)('%s, as gzip -dc expands it, also a few bytes at a time', (name) => {
  for (const chunk of [1 << 18, 64, 1009]) {
    const { bytes, damage } = decodeAll(stored(name), chunk);
    expect([damage, { bytes: bytes.length, crc32: crc32(bytes) }]).toEqual([undefined, about[name]]);
  }
});

test.each([
  ['nothing', [], 'too short'],
  ['gzip', [0x1f, 0x8b, 8], 'not made by compress'],
  ['codes that are too wide', [0x1f, 0x9d, 0x91], 'up to 17 bits'],
  ['codes that are too narrow', [0x1f, 0x9d, 0x88], 'up to 8 bits'],
])('%s is told', (_, header, message) => expect(lzwBegin(Uint8Array.from(header))).toContain(message));

test('a code before it has a meaning is told', () => {
  expect(decodeAll(Uint8Array.of(0x1f, 0x9d, 0x90, 0xff, 0xff)).damage).toContain('first code');
  expect(decodeAll(Uint8Array.of(0x1f, 0x9d, 0x90, 0x41, 0xfe, 0xff, 0xff)).damage).toContain('no meaning yet');
});

test('noise ends, within bounds', () => {
  const random = randomNumbers(5);
  for (let i = 0; i < 300; i++) {
    const file = Buffer.from(stored(names[i % names.length]));
    for (let k = 0; k < 5; k++) if (file.length > 3) file[3 + random(file.length - 3)] = random(256);
    const { bytes, damage } = decodeAll(file);
    if (damage !== undefined) expect(damage).toMatch(/^the (first code|compressed data)/);
    expect(bytes.length).toBeLessThan(file.length * 65536);
  }
});
