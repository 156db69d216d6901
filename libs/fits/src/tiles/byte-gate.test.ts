import { expect, test } from '@jest/globals';
import { ByteGate } from './byte-gate.js';

test('no more at a time than the bound, in order; what is larger goes alone; a failure gives its bytes back', async () => {
  const gate = new ByteGate(100);
  const log: string[] = [];
  let under = 0;
  const work = (name: string, bytes: number, fail = false) =>
    gate.run(bytes, async () => {
      under += bytes;
      log.push(`${name} ${under}`);
      await new Promise(setImmediate);
      under -= bytes;
      if (fail) throw new Error(name);
    });
  await Promise.allSettled([work('a', 60), work('b', 30, true), work('c', 50), work('d', 500), work('e', 10), work('f', 90)]);
  expect(log).toEqual(['a 60', 'b 90', 'c 80', 'd 500', 'e 10', 'f 100']);
  await work('g', 100);
  expect(log.at(-1)).toBe('g 100');
});
