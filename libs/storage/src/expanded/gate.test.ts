import { expect, test } from '@jest/globals';
import { Gate } from './gate.js';

test('no more than so many at a time, in their order, also after failures', async () => {
  const gate = new Gate(3);
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  const work = (number: number) => async () => {
    most = Math.max(most, ++inside);
    order.push(number);
    await new Promise((resolve) => setTimeout(resolve, number % 4));
    inside--;
    if (number % 5 === 0) throw new Error('failed');
  };
  const ends = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => gate.through(work(i))));
  expect([most, inside, gate.isFull, ends.filter(({ status }) => status === 'rejected').length]).toEqual([3, 0, false, 8]);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});
