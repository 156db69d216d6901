import { expect, test } from '@jest/globals';
import { fitsWasm } from './wasm.js';

const MiB = 1024 * 1024;

test('memory is there when it is asked for, within a bound, and does not stay large', () => {
  const small = fitsWasm(1000)!;
  expect(fitsWasm(2000)!.wasm).toBe(small.wasm);
  const large = fitsWasm(64 * MiB)!;
  expect(large.wasm.memory.buffer.byteLength).toBeGreaterThanOrEqual(large.base + 64 * MiB);
  expect(fitsWasm(48 * MiB)!.wasm).toBe(large.wasm);
  expect(fitsWasm(1000)!.wasm.memory.buffer.byteLength).toBeLessThan(MiB);
  expect(fitsWasm(1024 * MiB + 1)).toBeUndefined();
});
