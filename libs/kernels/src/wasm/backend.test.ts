import { expect, test } from '@jest/globals';
import { wasmBackend } from './backend.js';

const pixels = { bitpix: -32, bscale: 1, bzero: 0 } as const;
const axis = { channels: 1, coordinates: Float64Array.of(0), widths: Float64Array.of(1), reference: 0 };

test('entries beyond the block are refused before anything is read', () => {
  const entries = { offsets: Uint32Array.of(0, 1), indices: Uint32Array.of(4), weights: Float64Array.of(1) };
  expect(() => wasmBackend.gather({ pixels, count: 4, channels: 1, entries })).toThrow('an entry names pixel 4 of a block of 4');
  const short = { ...entries, offsets: Uint32Array.of(0, 2) };
  expect(() => wasmBackend.weigh({ pixels, count: 8, channels: 1, entries: short })).toThrow('are not among the 1');
});

test('blocks that take too much memory are refused, and so are maps that do not exist', () => {
  expect(() => wasmBackend.collapse({ ...axis, pixels, count: 2 ** 26, want: [0] })).toThrow('use fewer pixels');
  expect(() => wasmBackend.collapse({ ...axis, pixels, count: 1, want: ['order9'] })).toThrow('order2 … order8');
  expect(() => wasmBackend.collapse({ ...axis, pixels, count: 1, want: ['error0'] })).toThrow('need the noise');
  const noise = { channel: Float64Array.of(1), correlation: Array<number>(32).fill(0) };
  expect(() => wasmBackend.collapse({ ...axis, pixels, count: 1, want: ['error0'], noise })).toThrow('at most 31');
});

test('memory that one kernel leaves is clean for the next', async () => {
  for (const value of [3, 5]) {
    const kernel = wasmBackend.collapse({ ...axis, pixels, count: 1, want: [0, 8] });
    const bytes = kernel.input();
    new DataView(bytes.buffer, bytes.byteOffset).setFloat32(0, value);
    await kernel.add(0);
    const { maps } = await kernel.finish();
    expect([maps.get(0)![0], maps.get(8)![0]]).toEqual([value, value]);
  }
});
