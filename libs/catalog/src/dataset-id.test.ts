import { expect, test } from '@jest/globals';
import { datasetId, keyOf } from './dataset-id.js';

const authority = 'sodalite.local';

test.each([
  ['hi/ngc6946.fits', 'ivo://sodalite.local/data?hi/ngc6946.fits'],
  ['a b+c&d=e.fits', 'ivo://sodalite.local/data?a%20b%2Bc%26d%3De.fits'],
  ["it's (1)*!.fits", 'ivo://sodalite.local/data?it%27s%20%281%29%2A%21.fits'],
  ['Größe/星.fits', 'ivo://sodalite.local/data?Gr%C3%B6%C3%9Fe/%E6%98%9F.fits'],
  ['100%.fits', 'ivo://sodalite.local/data?100%25.fits'],
  ['~a-b._c.fits', 'ivo://sodalite.local/data?~a-b._c.fits'],
])('%s has one ID and comes back from it', (key, id) => {
  expect(datasetId(authority, key)).toBe(id);
  expect(keyOf(id, authority)).toBe(key);
});

test.each([
  'IVO://Sodalite.LOCAL/DATA?hi/ngc6946.fits',
  'ivo://sodalite.local/data?hi%2Fngc6946.fits',
  'ivo://sodalite.local/data?%68i%2fngc6946%2efits',
])('%s is another spelling', (id) => {
  expect(keyOf(id, authority)).toBe('hi/ngc6946.fits');
});

test.each([
  '',
  'hi/ngc6946.fits',
  'ivo://elsewhere/data?hi/ngc6946.fits',
  'ivo://sodalite.local/other?hi/ngc6946.fits',
  'ivo://sodalite.local/data',
  'ivo://sodalite.local/data?',
  'ivo://sodalite.local/data?%ZZ',
  'ivo://sodalite.local/data?%FF.fits',
  'ivo://sodalite.local/../data?x.fits',
])('%j is no ID of this catalogue', (id) => {
  expect(keyOf(id, authority)).toBeUndefined();
});

test('a key is case-sensitive, as files are', () => {
  expect(keyOf('ivo://sodalite.local/data?HI/x.fits', authority)).toBe('HI/x.fits');
});

// Such keys are made, and no scan ever finds a file under them: the index has exact relative paths only.
test.each(['../secret.fits', '/etc/passwd', 'a/../b.fits', './a.fits', 'a\0.fits', '%2e%2e/x'])('%j stays what it is', (key) => {
  expect(keyOf(datasetId(authority, key), authority)).toBe(key);
});
