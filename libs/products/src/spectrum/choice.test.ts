import { expect, test } from '@jest/globals';
import type { Span } from '#region';
import { Choice } from './choice.js';

function chosen(...spectra: readonly [number, Span][]) {
  let bytes = 0;
  const choice = new Choice((more) => (bytes += more));
  for (const [spectrum, span] of spectra) choice.add(spectrum, span);
  const all = Array.from({ length: choice.count }, (_, k) => [choice.spectrum(k), choice.span(k)]);
  return { choice, all, bytes };
}
const span = (first: number, last: number): Span => ({ first, last });

test('the first ones, all cut alike, take no memory', () => {
  const given = Array.from({ length: 1000 }, (_, k) => [k, span(2, 5)] as const);
  const { choice, all, bytes } = chosen(...given.map(([k, cut]): [number, Span] => [k, cut]));
  expect(all).toEqual(given);
  expect([choice.union, bytes]).toEqual([span(2, 5), 0]);
});

test.each([
  ['with gaps', [0, 2, 3, 9], [4, 4, 4, 4]],
  ['from a later one on', [7, 8, 9], [4, 4, 4]],
  ['cut differently', [0, 1, 2, 3, 4], [4, 4, 6, 4, 3]],
  ['both', [1, 2, 5, 9, 11, 12], [4, 4, 6, 4, 3, 4]],
])('others are told by their numbers: %s', (_, spectra, firsts) => {
  const given = spectra.map((spectrum, k): [number, Span] => [spectrum, span(firsts[k], 9)]);
  const { choice, all, bytes } = chosen(...given);
  expect(all).toEqual(given);
  expect(choice.union).toEqual(span(Math.min(...firsts), 9));
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(24 * spectra.length + 16);
  expect(choice.isOf(chosen(...given.map(([spectrum]): [number, Span] => [spectrum, span(0, 0)])).choice)).toBe(true);
});

test('choices of others are not of the same spectra', () => {
  const of = (...spectra: number[]) => chosen(...spectra.map((spectrum): [number, Span] => [spectrum, span(0, 1)])).choice;
  expect(of(0, 1).isOf(of(0, 1, 2))).toBe(false);
  expect(of(0, 1).isOf(of(0, 2))).toBe(false);
  expect(of(0, 2).isOf(of(0, 1))).toBe(false);
  expect(Choice.all(2, span(0, 1)).isOf(of(0, 1))).toBe(true);
});
