import { expect, test } from '@jest/globals';
import { TileCache } from './tile-cache.js';

const batch = (bytes: number, count = 1) => {
  const buffer = new Uint8Array(bytes);
  return Array.from({ length: count }, (_, i) => buffer.subarray((i * bytes) / count, ((i + 1) * bytes) / count));
};

test('the batches used last stay, within the bound', () => {
  const cache = new TileCache(100);
  cache.add(['a', 'b'], batch(40, 2));
  cache.add(['c'], batch(40));
  expect(cache.get('b')).toHaveLength(20);
  cache.add(['d'], batch(40));
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key) !== undefined)).toEqual([true, true, false, true]);
  expect(cache.bytes).toBe(80);
});

test('what is larger than the bound stays alone, until something else comes', () => {
  const cache = new TileCache(100);
  cache.add(['a'], batch(40));
  cache.add(['large'], batch(150));
  expect([cache.get('a'), cache.get('large')?.length, cache.bytes]).toEqual([undefined, 150, 150]);
  cache.add(['b'], batch(10));
  expect([cache.get('large'), cache.bytes]).toEqual([undefined, 10]);
});

test('a tile that was decoded twice is the newer one', () => {
  const cache = new TileCache(100);
  const [first] = batch(40);
  const [second] = batch(50);
  cache.add(['a'], [first]);
  cache.add(['a'], [second]);
  expect(cache.get('a')).toBe(second);
  cache.add(['b'], batch(50));
  expect([cache.get('a'), cache.bytes]).toEqual([second, 100]);
});
