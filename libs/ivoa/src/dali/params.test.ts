import { expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { Params } from './params.js';

test('names are one parameter in any case, values stay as they are', () => {
  const params = Params.from([
    ['ID', 'a'],
    ['id', 'A b'],
    ['Pol', 'i'],
  ]);
  expect(params.all('Id')).toEqual(['a', 'A b']);
  expect(params.names()).toEqual(['ID', 'POL']);
  expect(params.one('POL')).toBe('i');
  expect(params.one('BAND')).toBeUndefined();
  expect(params.all('BAND')).toEqual([]);
  expect(params.has('pol')).toBe(true);
});

test('a repeated single-valued parameter is an error that counts', () => {
  const params = Params.from([
    ['runid', '1'],
    ['RUNID', '1'],
  ]);
  expect(() => params.one('runid')).toThrow(new UsageError('RUNID takes one value, got 2'));
});

test('what all() gives away is not the inside', () => {
  const params = Params.from([['ID', 'a']]);
  params.all('ID').push('b');
  expect(params.all('ID')).toEqual(['a']);
});
