import { expect, test } from '@jest/globals';
import { type Block, BLOCK_BYTES, BlockCache } from './block-cache.js';

/** Brings a block and lets go of it, as one reader does. */
function read(cache: BlockCache, key: string): 'there' | 'brought' | 'no room' {
  const known = cache.use(key);
  const block = known ?? cache.add(key);
  if (block === undefined) return 'no room';
  block.users -= 1;
  return known ? 'there' : 'brought';
}

test('memory is bounded, and none is used twice', () => {
  const cache = new BlockCache(100 * BLOCK_BYTES + 5);
  const blocks = Array.from({ length: 100 }, (_, i) => cache.add(String(i))!);
  expect(new Set(blocks.map(({ bytes }) => `${bytes.buffer.byteLength} ${bytes.byteOffset}`)).size).toBe(100);
  expect([...new Set(blocks.map(({ bytes }) => bytes.buffer))].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(
    100 * BLOCK_BYTES,
  );
  expect(cache.add('one more')).toBeUndefined();
  blocks[40].users = 0;
  expect(cache.add('one more')?.bytes).toBe(blocks[40].bytes);
  expect(cache.use('40')).toBeUndefined();
});

test('what was not used for the longest time goes first', () => {
  const cache = new BlockCache(4 * BLOCK_BYTES);
  for (const key of ['a', 'b', 'c', 'd']) read(cache, key);
  expect(read(cache, 'a')).toBe('there');
  for (const key of ['e', 'f']) expect(read(cache, key)).toBe('brought');
  expect(['a', 'd', 'e', 'f'].map((key) => read(cache, key))).toEqual(['there', 'there', 'there', 'there']);
});

test('a long stream passes, what is used again and again stays', () => {
  const cache = new BlockCache(16 * BLOCK_BYTES);
  const header = ['h1', 'h2', 'h3'];
  for (const key of [...header, ...header]) read(cache, key);
  for (let i = 0; i < 1000; i++) read(cache, `stream ${i}`);
  expect(header.map((key) => read(cache, key))).toEqual(['there', 'there', 'there']);
});

test('blocks under way, and blocks in use, stay', () => {
  const cache = new BlockCache(2 * BLOCK_BYTES);
  const block = cache.add('a') as Block;
  block.users = 0;
  block.arriving = Promise.resolve();
  expect(read(cache, 'b')).toBe('brought');
  expect(read(cache, 'c')).toBe('brought');
  expect(read(cache, 'a')).toBe('there');
  block.arriving = undefined;
  block.users = 1;
  expect(read(cache, 'd')).toBe('brought');
  expect(read(cache, 'a')).toBe('there');
});

test('a forgotten block is not found, and its memory is the next one’s when it is given up', () => {
  const cache = new BlockCache(BLOCK_BYTES);
  const block = cache.add('a')!;
  cache.forget(block);
  expect(cache.use('a')).toBeUndefined();
  expect(cache.add('b')).toBeUndefined();
  cache.free(block);
  const next = cache.add('a')!;
  cache.forget(block); // an old one does not take the new one along
  expect(cache.use('a')).toBe(next);
});

test('without memory there is no room', () => {
  expect(new BlockCache(0).add('a')).toBeUndefined();
  expect(new BlockCache(BLOCK_BYTES - 1).add('a')).toBeUndefined();
});
