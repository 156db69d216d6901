import { expect, test } from '@jest/globals';
import { notModified, wantedRange } from './range.js';

const modified = new Date('2026-01-02T03:04:05.678Z');
const want = (range: string | undefined, ifRange?: string, length = 1000) => wantedRange(range, ifRange, 'tag', modified, length);
const part = (from: number, to: number) => ({ kind: 'part', from, to });

test.each([
  [undefined, { kind: 'whole' }],
  ['bytes=0-499', part(0, 500)],
  ['bytes=500-', part(500, 1000)],
  ['bytes=-200', part(800, 1000)],
  ['bytes=-2000', part(0, 1000)],
  ['bytes=999-5000', part(999, 1000)],
  ['Bytes=0-0', part(0, 1)],
  ['bytes=1000-', { kind: 'unsatisfiable' }],
  ['bytes=-0', { kind: 'unsatisfiable' }],
  ['bytes=5-2', { kind: 'whole' }],
  ['bytes=0-1,5-6', { kind: 'whole' }],
  ['bytes=-', { kind: 'whole' }],
  ['lines=1-2', { kind: 'whole' }],
])('Range: %s', (range, wanted) => {
  expect(want(range)).toEqual(wanted);
});

test.each([
  ['"tag"', part(0, 2)],
  ['"other"', { kind: 'whole' }],
  ['W/"tag"', { kind: 'whole' }],
  ['Fri, 02 Jan 2026 03:04:05 GMT', part(0, 2)],
  ['Fri, 02 Jan 2026 03:04:06 GMT', { kind: 'whole' }],
])('If-Range: %s', (ifRange, wanted) => {
  expect(want('bytes=0-1', ifRange)).toEqual(wanted);
});

test.each([
  [{ 'if-none-match': '"tag"' }, true],
  [{ 'if-none-match': '"a", W/"tag"' }, true],
  [{ 'if-none-match': '*' }, true],
  [{ 'if-none-match': '"a"' }, false],
  [{ 'if-none-match': '"a"', 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' }, false],
  [{ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' }, true],
  [{ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:04 GMT' }, false],
  [{ 'if-modified-since': 'yesterday' }, false],
  [{}, false],
])('%j', (headers, unchanged) => {
  expect(notModified(headers, 'tag', modified)).toBe(unchanged);
});
