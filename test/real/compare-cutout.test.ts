import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { compareCutout } from './compare-cutout.js';
import { plainFits } from './plain-fits.js';

const PIXELS = Uint8Array.from({ length: 12 }, (_, k) => k); // 4 × 3
const CUT = Uint8Array.of(5, 6, 9, 10); // columns 1:2, rows 1:2
const SHA256 = createHash('sha256').update(CUT).digest('hex');

const OBJECT = "OBJECT  = 'M31'";

function fits(
  axes: readonly number[],
  reference: number,
  pixels: Uint8Array,
  extra = OBJECT,
  ctypes = ['RA---TAN', 'DEC--TAN'],
  steps = ['-0.01', '0.01'],
): Uint8Array {
  const cards = [
    'SIMPLE  =                    T',
    'BITPIX  =                    8',
    'NAXIS   =                    2',
    ...axes.map((n, k) => `NAXIS${k + 1}  = ${String(n).padStart(20)}`),
    ...ctypes.flatMap((ctype, k) => [
      `CTYPE${k + 1}  = '${ctype}'`,
      `CRPIX${k + 1}  = ${String(reference).padStart(20)}`,
      `CRVAL${k + 1}  = ${'30.0'.padStart(20)}`,
      `CDELT${k + 1}  = ${steps[k].padStart(20)}`,
    ]),
    extra,
    'END',
  ];
  const header = cards.map((card) => card.padEnd(80)).join('');
  const data = Buffer.alloc(2880);
  data.set(pixels);
  return Buffer.concat([Buffer.from(header.padEnd(Math.ceil(header.length / 2880) * 2880)), data]);
}

const compare = (answer: Uint8Array): string[] => compareCutout(answer, plainFits(fits([4, 3], 2, PIXELS)), [[0, '1:2 1:2', SHA256]]);

test('a right cutout has no problem', () => expect(compare(fits([2, 2], 1, CUT))).toEqual([]));

test.each([
  ['another pixel', fits([2, 2], 1, Uint8Array.of(5, 6, 9, 11)), /pixels differ/],
  ['another shape', fits([2, 1], 1, CUT), /2×1 pixels instead of 2×2/],
  ['a reference pixel that did not follow', fits([2, 2], 2, CUT), /RA---TAN is off by 0\.01/],
  ['a reference pixel off by 1e-6', fits([2, 2], 1.000001, CUT), /DEC--TAN is off by/],
  ['a card changed', fits([2, 2], 1, CUT, "OBJECT  = 'M33'"), /1 cards changed or lost, such as OBJECT {2}= 'M31'/],
  ['a step changed', fits([2, 2], 1, CUT, OBJECT, undefined, ['-0.01', '0.02']), /1 cards changed or lost, such as CDELT2 /],
  [
    'a step changed too little to show',
    fits([2, 2], 1, CUT, OBJECT, undefined, ['-0.01', '0.0100']),
    /1 cards changed or lost, such as CDELT2 /,
  ],
  ['another HDU', Buffer.concat([fits([2, 2], 1, CUT), fits([2, 2], 1, CUT)]), /2 HDUs instead of 1/],
])('%s is found', (_, answer, sentence) => expect(compare(answer).join('\n')).toMatch(sentence));

describe('every second plane', () => {
  const picked = Uint8Array.of(0, 1, 2, 3, 8, 9, 10, 11); // rows 0 and 2
  const compareRows = (ctypes: string[], answer: Uint8Array): string[] =>
    compareCutout(answer, plainFits(fits([4, 3], 1, PIXELS, OBJECT, ctypes, ['1.0', '1.0'])), [
      [0, '0:3 0,2', createHash('sha256').update(picked).digest('hex')],
    ]);
  const polarised = ['FREQ', 'STOKES'];

  test('of a STOKES axis changes its step', () => {
    expect(compareRows(polarised, fits([4, 2], 1, picked, OBJECT, polarised, ['1.0', '2.0']))).toEqual([]);
  });

  test.each([
    ['of a STOKES axis changes no other step', polarised, ['1.00', '2.0'], /such as CDELT1 /],
    ['of another axis changes no other step', ['FREQ', 'LINEAR'], ['1.00', '2.0'], /such as CDELT1 /],
  ])('%s', (_, ctypes, steps, sentence) => {
    expect(compareRows(ctypes, fits([4, 2], 1, picked, OBJECT, ctypes, steps)).join('\n')).toMatch(sentence);
  });
});

test('a file that is cut short is no FITS file', () => {
  expect(() => plainFits(fits([2, 2], 1, CUT).subarray(0, 2880))).toThrow('HDU 0 ends beyond the file');
});
