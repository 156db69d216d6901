import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { decodeGzip2 } from '../codecs/gzip.js';
import { encodeGzip2 } from './gzip2.js';

test('the first bytes of all elements, then the second ones', () => {
  expect([...gunzipSync(encodeGzip2(Uint8Array.of(1, 2, 3, 4, 11, 12, 13, 14), 4))]).toEqual([1, 11, 2, 12, 3, 13, 4, 14]);
});

test.each([1, 2, 4, 8] as const)('elements of %i bytes come back', (elementBytes) => {
  const bytes = Uint8Array.from({ length: 100 * elementBytes }, (_, i) => (i * i) % 251);
  const job = { axes: [100], pixels: 100, elementBytes, quantised: false, parameters: {} };
  expect(decodeGzip2(encodeGzip2(bytes, elementBytes), job)).toEqual(bytes);
});
