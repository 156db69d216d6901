import { expect, jest, test } from '@jest/globals';
import type { Dataset } from '#catalog';
import { KeptLinks } from './kept-links.js';

const dataset = (etag = 'v1'): Dataset => ({ id: 'a', file: { etag } }) as unknown as Dataset;
const BASE = 'https://x';

test('what was kept is found under its ID, its base URL and its version', () => {
  const kept = new KeptLinks();
  const body = Buffer.from('links');
  kept.set('a', BASE, dataset(), body);
  expect(kept.get('a', BASE, dataset())).toBe(body);
  expect(kept.get('A', BASE, dataset())).toBeUndefined();
  expect(kept.get('a', 'https://y', dataset())).toBeUndefined();
  expect(kept.get('a', BASE, dataset('v2'))).toBeUndefined();
  expect(kept.get('a', BASE, dataset())).toBeUndefined(); // what is out of date has gone
});

test('it is kept for a minute, and until something has changed', () => {
  const kept = new KeptLinks();
  const now = jest.spyOn(performance, 'now').mockReturnValue(0);
  kept.set('a', BASE, dataset(), Buffer.from('links'));
  now.mockReturnValue(60_000);
  expect(kept.get('a', BASE, dataset())).toBeDefined();
  now.mockReturnValue(60_001);
  expect(kept.get('a', BASE, dataset())).toBeUndefined();
  kept.set('a', BASE, dataset(), Buffer.from('links'));
  kept.clear();
  expect(kept.get('a', BASE, dataset())).toBeUndefined();
  now.mockRestore();
});

test('memory is bounded: the one used longest ago goes', () => {
  const kept = new KeptLinks();
  const large = Buffer.alloc(7 * 2 ** 20);
  for (const id of ['a', 'b']) kept.set(id, BASE, dataset(), large);
  kept.get('a', BASE, dataset());
  kept.set('c', BASE, dataset(), large);
  expect(['a', 'b', 'c'].map((id) => kept.get(id, BASE, dataset()) !== undefined)).toEqual([true, false, true]);
});
