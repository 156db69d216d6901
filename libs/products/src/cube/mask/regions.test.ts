import { expect, test } from '@jest/globals';
import { LimitError } from '#faults';
import { Regions } from './regions.js';

/** Rows of a cube as text: channels are separated by blanks, # is in the mask, C is a core. */
function regionsOf(...rows: string[]) {
  const channels = rows[0].split(' ').length;
  const found = new Regions(channels);
  for (const row of rows) {
    found.beginRow();
    row.split(' ').forEach((channel, k) => {
      for (const { 0: run, index } of channel.matchAll(/[#C]+/g)) found.add(k, index, index + run.length, run.includes('C'));
    });
  }
  found.end();
  return found;
}

test('runs are one region when they touch along x, y or the spectrum, by no corner', () => {
  const found = regionsOf('##.. .... ..#C', '.##. #... ...#', '...# .... ....');
  expect([0, 1, 2, 3, 4, 5].map((run) => found.regionOf(run))).toEqual([0, 1, 0, 3, 1, 5]);
  expect(found.choose()).toEqual({ kept: 1, small: 0 });
  expect([0, 1, 2, 3, 4, 5].map((run) => found.stays(run))).toEqual([false, true, false, false, true, false]);
});

test('regions that meet late are one', () => {
  const found = regionsOf('#.#.#', '#.#.#', '#####', '#.C..');
  expect(found.choose()).toEqual({ kept: 1, small: 0 });
  expect(new Set(Array.from({ length: 9 }, (_, run) => found.regionOf(run)))).toEqual(new Set([0]));
});

test('more runs than can be told apart are refused', () => {
  const found = new Regions(1, 3);
  found.beginRow();
  for (let run = 0; run < 3; run++) found.add(0, 2 * run, 2 * run + 1, true);
  expect(() => found.add(0, 6, 7, true)).toThrow(LimitError);
  expect(() => found.add(0, 6, 7, true)).toThrow('the mask breaks into more than 3 runs of voxels');
});
