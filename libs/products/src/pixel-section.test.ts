import { describe, expect, test } from '@jest/globals';
import { decodePixels, FitsFile, scalingOf, type ByteSource, type CardValue } from '#fits';
import { memorySource } from '#storage';
import { beamsTable, freqCards, makeFits, skyCards, stokesCards } from '../test/make-fits.js';
import { planCutout } from './cutout.js';
import { openImages } from './image.js';
import { sectionText, type PixelRange, type PixelSection } from './pixel-section.js';

const range = (first: number, last: number, step = 1): PixelRange => ({ first, last, step });
const all = (step = 1): PixelRange => ({ step });

async function cut(source: ByteSource, pixels: PixelSection, hdu?: string) {
  const plan = await planCutout(await openImages(source), { pixels, hdu }, { creator: 'Sodalite 9', sourceId: 'x' });
  const bytes = Buffer.alloc(plan.body.length);
  await plan.body.fill(0, bytes);
  const { hdus } = await FitsFile.open(memorySource(bytes, { name: 'cutout' }));
  const { header, image, dataOffset, dataLength } = hdus.find((one) => one.image)!;
  const values = decodePixels(bytes.subarray(dataOffset, dataOffset + dataLength), image!.bitpix, scalingOf(header));
  return { header, axes: image!.axes, values: [...values], hdus, history: header.texts('HISTORY').join('') };
}

const image = (cards: readonly (readonly [string, CardValue])[] = []) => makeFits([{ axes: [20, 10], cards }]);

describe('which pixels', () => {
  test.each<[string, PixelRange[], number[], number[]]>([
    ['a box', [range(3, 5), range(2, 3)], [3, 2], [22, 23, 24, 42, 43, 44]],
    ['one axis named, the other whole', [range(20, 20)], [1, 10], Array.from({ length: 10 }, (_, y) => 19 + 20 * y)],
    ['steps', [range(2, 19, 6), range(4, 9, 5)], [3, 2], [61, 67, 73, 161, 167, 173]],
    ['steps over whole axes', [all(10), all(9)], [2, 2], [0, 10, 180, 190]],
    ['a step beyond the end', [range(5, 7, 100), range(1, 1)], [1, 1], [4]],
    ['clipped above', [range(19, 30), range(10, 99)], [2, 1], [198, 199]],
    ['clipped below, steps counted from what was named', [range(-3, 6, 2), range(-1, 1)], [3, 1], [0, 2, 4]],
    ['clipped below, between two steps', [range(-2, 6, 2), range(1, 1)], [3, 1], [1, 3, 5]],
  ])('%s', async (_, axes, expected, values) => {
    const result = await cut(image(), { axes });
    expect(result.axes).toEqual(expected);
    expect(result.values).toEqual(values);
  });

  test.each<[string, PixelRange[]]>([
    ['above', [range(21, 30)]],
    ['below', [range(-5, 0)]],
    ['between steps', [range(-5, 3, 9)]],
  ])('nothing is left: %s', async (_, axes) => {
    await expect(cut(image(), { axes })).rejects.toMatchObject({ fault: 'no-overlap' });
  });

  test('more axes than there are', async () => {
    await expect(cut(image(), { axes: [all(), all(), all()] })).rejects.toThrow(
      'PIXELS names 3 axes in [*,*,*], but HDU 0 has 2 (20 x 10 pixels)',
    );
  });
});

describe('which image', () => {
  const file = () =>
    makeFits([
      { axes: [] },
      { axes: [4, 3], cards: [['EXTNAME', 'SCI']], values: () => 1 },
      { axes: [4, 3], cards: [['EXTNAME', 'SCI'], ['EXTVER', 2]], values: () => 2 },
      { axes: [4, 3], cards: [['EXTNAME', 'dq']], values: () => 3 },
    ]); // prettier-ignore

  test.each<[PixelSection['extension'], string | undefined, number]>([
    [undefined, undefined, 1],
    [undefined, 'DQ', 3],
    [2, undefined, 2],
    [{ name: 'SCI' }, undefined, 1],
    [{ name: 'SCI', version: 2 }, undefined, 2],
    [{ name: 'DQ' }, undefined, 3],
  ])('%j with HDU %j', async (extension, hdu, value) => {
    expect((await cut(file(), { extension, axes: [range(1, 2), range(3, 3)] }, hdu)).values).toEqual([value, value]);
  });

  test.each<[PixelSection['extension'], string]>([
    [0, 'PIXELS: extension 0 is no image with pixels; expected one of 1 (SCI), 2 (SCI), 3 (dq)'],
    [7, 'PIXELS: extension 7 is not in the file; expected one of 1 (SCI), 2 (SCI), 3 (dq)'],
    [{ name: 'SCI', version: 3 }, 'PIXELS: extension SCI,3 is not in the file; expected one of 1 (SCI), 2 (SCI), 3 (dq)'],
  ])('%j is not there', async (extension, message) => {
    await expect(cut(file(), { extension, axes: [] })).rejects.toThrow(message);
  });
});

describe('the header', () => {
  test('reference pixels and increments follow the steps', async () => {
    const { header, history } = await cut(image([...skyCards(20, 10), ['CRPIX1A', 1], ['CDELT1A', 2]]), { axes: [range(3, 20, 3)] });
    expect([header.number('CRPIX1'), header.number('CDELT1')]).toEqual([(10.5 - 3) / 3 + 1, -3 / 60]);
    expect([header.number('CRPIX2'), header.number('CDELT2')]).toEqual([5.5, 1 / 60]);
    expect([header.number('CRPIX1A'), header.number('CDELT1A')]).toEqual([(1 - 3) / 3 + 1, 6]);
    expect(history).toContain('pixels [3:18:3,1:10] of HDU 0');
  });

  test('IRAF: the physical pixels stay what they were', async () => {
    const { header } = await cut(image([['LTV1', -7.5], ['LTM1_1', 0.5], ['LTV2', 3]]), { axes: [range(3, 20, 3), range(2, 9, 2)] }); // prettier-ignore
    expect([header.number('LTM1_1'), header.number('LTV1')]).toEqual([0.5 / 3, (-7.5 - 3) / 3 + 1]);
    expect([header.number('LTM2_2'), header.number('LTV2')]).toEqual([0.5, (3 - 2) / 2 + 1]);
  });

  test('IRAF: dispersions of spectra are about physical pixels', async () => {
    const { header } = await cut(image([['CTYPE1', 'MULTISPE'], ['CTYPE2', 'MULTISPE']]), { axes: [range(3, 20, 3), range(2, 2)] }); // prettier-ignore
    expect([header.number('LTM1_1'), header.number('LTV1')]).toEqual([1 / 3, -3 / 3 + 1]);
    expect([header.number('LTM2_2'), header.number('LTV2')]).toEqual([undefined, -1]);
  });

  test('a file without any WCS, and one with axes that nobody knows', async () => {
    expect((await cut(image(), { axes: [range(3, 9, 3)] })).header.has('CRPIX1')).toBe(false);
    const { header } = await cut(image([['CTYPE1', 'FOO-BAR'], ['CRPIX1', 1], ['CDELT1', 4]]), { axes: [range(3, 9, 3)] }); // prettier-ignore
    expect([header.number('CRPIX1'), header.number('CDELT1')]).toEqual([(1 - 3) / 3 + 1, 12]);
  });

  test('SIP polynomials and plate solutions follow', async () => {
    const { header } = await cut(image([...skyCards(20, 10), ['A_ORDER', 2], ['A_2_0', 1e-3], ['B_ORDER', 2]]), { axes: [all(3), all(3)] });
    expect(header.number('A_2_0')).toBeCloseTo(3e-3, 15);
    const plate = await cut(image([['CNPIX1', 100], ['XPIXELSZ', 25]]), { axes: [range(3, 20, 3)] }); // prettier-ignore
    expect([plate.header.number('CNPIX1'), plate.header.number('XPIXELSZ')]).toEqual([102.5 / 3 - 0.5, 75]);
  });

  test('an axis that nothing is said of counts pixels of the whole image', async () => {
    const { header } = await cut(image([['CTYPE2', 'FREQ'], ['CRPIX2', 1]]), { axes: [range(3, 20, 3)] }); // prettier-ignore
    expect([header.number('CRPIX1'), header.number('CDELT1')]).toEqual([-3 / 3 + 1, 3]);
  });

  test('a log-linear spectrum of SDSS', async () => {
    const cards: [string, CardValue][] = [['CTYPE1', 'LINEAR'], ['COEFF0', 3.5], ['COEFF1', 1e-4]]; // prettier-ignore
    const { header } = await cut(makeFits([{ axes: [100], cards }]), { axes: [range(11, 100, 4)] });
    expect([header.number('COEFF0'), header.number('COEFF1')]).toEqual([3.5 + 10 * 1e-4, 4e-4]);
  });

  test.each<[string, [string, CardValue][], RegExp]>([
    ['a look-up', [['CPDIS1', 'LOOKUP']], /CPDIS/],
    ['a detector table', [['D2IMDIS1', 'LOOKUP']], /D2IMDIS/],
  ])('%s is not stepped over, but cut it is', async (_, cards, why) => {
    await expect(cut(image(cards), { axes: [range(1, 9, 2)] })).rejects.toThrow(why);
    expect((await cut(image(cards), { axes: [range(2, 3, 1)] })).axes).toEqual([2, 10]);
  }); // prettier-ignore

  test('the beams of every second channel and of one plane', async () => {
    const source = makeFits([{ axes: [4, 3, 5, 2], cards: [...skyCards(4, 3), ...freqCards, ...stokesCards] }], beamsTable(5));
    const { hdus } = await cut(source, { axes: [all(), all(), range(2, 5, 2), range(1, 1)] });
    expect([hdus[0].image!.axes, hdus[1].header.integer('NAXIS2')]).toEqual([[4, 3, 2, 1], 2]);
  });
});

test.each<[PixelSection, string]>([
  [{ axes: [range(1, 5), all(), all(2), range(3, 9, 4)] }, '[1:5,*,*:2,3:9:4]'],
  [{ extension: 3, axes: [] }, '[3]'],
  [{ extension: { name: 'SCI', version: 2 }, axes: [all()] }, '[SCI,2][*]'],
])('one spelling: %j', (section, text) => {
  expect(sectionText(section)).toBe(text);
});
