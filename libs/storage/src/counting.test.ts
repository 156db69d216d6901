import { expect, test } from '@jest/globals';
import { counting } from './counting.js';
import { memorySource } from './memory-source.js';

test('reads are told when they have brought their bytes; what fails is not', async () => {
  const told: number[] = [];
  const source = counting(memorySource(new Uint8Array(10), { name: 'a' }), (bytes) => told.push(bytes));
  expect([source.name, source.size]).toEqual(['a', 10]);
  expect(await source.read({ offset: 2, length: 5 })).toHaveLength(5);
  await expect(source.read({ offset: 8, length: 5 })).rejects.toMatchObject({ fault: 'damaged' });
  expect(told).toEqual([5]);
  await source.close();
});
