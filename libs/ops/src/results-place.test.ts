import { expect, test } from '@jest/globals';
import type { Stores } from '#storage';
import { resultsComplaint, resultsPlace } from './results-place.js';

test('a store and a prefix, or a directory', () => {
  expect(['s3://a/b/c', 's3://a', 's3://a/', 's3://a/b/', '/results', 'results'].map(resultsPlace)).toEqual([
    { store: 'a', prefix: 'b/c/' },
    { store: 'a', prefix: '' },
    { store: 'a', prefix: '' },
    { store: 'a', prefix: 'b/' },
    undefined,
    undefined,
  ]);
});

test('the store is one of the configuration, that can be written', () => {
  const store = { region: 'r', credentials: 'default' as const };
  const stores: Stores = {
    http: [],
    s3: [
      { ...store, name: 'one', buckets: ['x'] },
      { ...store, name: 'two', buckets: ['x', 'y'] },
      { ...store, name: 'open', buckets: ['x'], credentials: 'anonymous' },
    ],
  };
  expect(
    [undefined, '/results', 's3://one/p', 's3://two/p', 's3://open/p', 's3://other'].map((text) => resultsComplaint(text, stores)),
  ).toEqual([
    undefined,
    undefined,
    undefined,
    "SODALITE_RESULTS must name a store with one bucket, got 'two' with 2",
    "SODALITE_RESULTS must name a store with credentials, got 'open', which is anonymous",
    "SODALITE_RESULTS must name one of 'stores' (s3), got 'other'",
  ]);
});
