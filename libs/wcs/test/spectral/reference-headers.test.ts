import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { HeaderCards } from '../../src/header-cards.js';
import { parseSpectralAxis } from '../../src/spectral/parse-spectral-axis.js';

/** Calabretta's Mopra headers describe one axis in ten ways, with ten digits; Paper III table 10 does so for 3C 353. */
const folder = process.env.SODALITE_REAL_DATA;
if (!folder) console.log('SODALITE_REAL_DATA is not set: the reference headers of WCS Paper III are not read');
const withFiles = folder ? test : test.skip;

withFiles.each([
  ['orion-freq-1.hdr', 0, ['', 'E', 'N', 'R', 'W', 'O', 'Z', 'V', 'B'], 3e-9],
  ['orion-wave-1.hdr', 0, ['', 'F', 'E', 'N', 'R', 'O', 'Z', 'V', 'B'], 3e-9],
  ['greisen2006.hdr', 2, ['F', 'Z', 'W', 'R', 'V'], 3e-9],
] as const)('%s: all alternates have the same wavelengths', (file, axis, alternates, tolerance) => {
  const cards = cardsOf(readFileSync(join(folder as string, 'headers', file), 'latin1'));
  const of = (alternate: string): Float64Array => wavelengths(cards, axis, alternate);
  const reference = of(alternates[0]);
  expect(reference.every((metres) => metres > 0)).toBe(true);
  for (const alternate of alternates) {
    // E was written with wcslib's rounded constants: its eV are 9e-7 off today's.
    const allowed = alternate === 'E' ? 1e-6 : tolerance;
    of(alternate).forEach((metres, k) => expect(Math.abs(metres / reference[k] - 1)).toBeLessThan(allowed));
  }
});

function wavelengths(cards: HeaderCards, axis: number, alternate: string): Float64Array {
  const code = parseSpectralAxis(cards, { axis, alternate });
  const number = (name: string): number => Number(cards.value(`${name}${axis + 1}${alternate}`) ?? 0);
  const out = Float64Array.from({ length: 64 }, (_, k) => (1 + k - number('CRPIX')) * number('CDELT') * code.cdeltScale);
  code.toNative(out, 64, out);
  code.nativeToMetres?.(out, 64, out);
  return out;
}

/** One card per line, or 80 columns each; the last of equal cards, which in table 10 is the one of the erratum. */
function cardsOf(text: string): HeaderCards {
  const cards = new Map<string, string | number>();
  for (const card of text.includes('\n') ? text.split('\n') : (text.match(/.{80}/gs) ?? [])) {
    const [, keyword, quoted, bare] = /^([A-Z0-9_-]+) *= *(?:'([^']*)'|([^/]*))/.exec(card) ?? [];
    if (keyword) cards.set(keyword, quoted ?? Number(bare));
  }
  return { value: (keyword) => cards.get(keyword) };
}
