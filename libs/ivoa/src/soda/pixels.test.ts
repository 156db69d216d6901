import { describe, expect, test } from '@jest/globals';
import { parsePixels } from './pixels.js';

const range = (first: number, last: number, step = 1) => ({ first, last, step });

test.each([
  ['[1:100,2:50]', { axes: [range(1, 100), range(2, 50)] }],
  ['[1:100:2,*]', { axes: [range(1, 100, 2), { step: 1 }] }],
  ['[*:2,*]', { axes: [{ step: 2 }, { step: 1 }] }],
  [' [ 1 : 10 , * ] ', { axes: [range(1, 10), { step: 1 }] }],
  ['[7,*]', { axes: [range(7, 7), { step: 1 }] }],
  ['[7,8]', { axes: [range(7, 7), range(8, 8)] }],
  ['[-5:10]', { axes: [range(-5, 10)] }],
  ['[3]', { extension: 3, axes: [] }],
  ['[sci]', { extension: { name: 'SCI' }, axes: [] }],
  ['[SCI,2]', { extension: { name: 'SCI', version: 2 }, axes: [] }],
  ['[0][1:2]', { extension: 0, axes: [range(1, 2)] }],
  ['[sci,2][1:2,*]', { extension: { name: 'SCI', version: 2 }, axes: [range(1, 2), { step: 1 }] }],
  ['[MY-DATA.1][*]', { extension: { name: 'MY-DATA.1' }, axes: [{ step: 1 }] }],
])('%s', (text, expected) => {
  expect(parsePixels(text)).toEqual(expected);
});

describe('what is none', () => {
  test.each([
    ['', /FITS section such as .*, got ""/],
    ['1:10,1:10', /FITS section such as/],
    ['[]', /FITS section such as/],
    ['[1:10', /FITS section such as/],
    ['[1:10][]', /FITS section such as/],
    ['[1:2][3:4]', /EXTNAME of an HDU in the first brackets/],
    ['[1][2][3]', /FITS section such as/],
    ['[1:2:3:4]', /FITS section such as/],
    ['[1.5:3]', /FITS section such as/],
    ['[a:b]', /FITS section such as/],
    ['[*:2:3]', /FITS section such as/],
    ['[10:1]', /lower end of a range first/],
    ['[-*,*]', /mirrored/],
    ['[*:0]', /steps of 1 or more/],
    ['[1:10:-2]', /steps of 1 or more/],
    [`[${'1,'.repeat(400)}1]`, /up to 512 characters/],
  ])('%s', (text, message) => {
    expect(() => parsePixels(text)).toThrow(message);
  });
});
