import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseSpectralAxis } from '../../src/spectral/parse-spectral-axis.js';
import { type Cards, headerOf, intermediate, worst } from './axis.js';

interface Case {
  readonly cards: Cards;
  readonly ctype: string;
  readonly specsys?: string;
  readonly native: number[];
  readonly metres?: number[];
}

/** Written by make_spectral.py from astropy and wcslib. */
const golden = JSON.parse(readFileSync(new URL('goldens/spectral.json', import.meta.url), 'utf8')) as {
  pixels: number[];
  codes: Case[];
  aips: Case[];
};

const UNIT: Readonly<Record<string, number>> = { VRAD: 299792458, VOPT: 299792458, VELO: 299792458, ZOPT: 1, BETA: 1 };

describe('as wcslib 7.12', () => {
  test('at more than 10,000 points', () => {
    expect([...golden.codes, ...golden.aips].reduce((sum, { native }) => sum + native.length, 0)).toBeGreaterThan(10_000);
  });

  test.each([...golden.codes, ...golden.aips].map((entry) => [JSON.stringify(entry.cards), entry] as const))('%s', (_, entry) => {
    const axis = parseSpectralAxis(headerOf(entry.cards), { axis: 0, alternate: '' });
    const unit = UNIT[axis.quantity] ?? 0;
    const w = intermediate(entry.cards, golden.pixels, axis);
    const n = w.length;
    const out = new Float64Array(n);

    expect(axis.ctype).toBe(entry.ctype);
    if (entry.specsys !== undefined) expect(axis.specsys ?? '').toBe(entry.specsys);
    axis.toNative(w, n, out);
    expect(worst(out, entry.native, unit)).toBeLessThanOrEqual(1);
    axis.fromNative(out, n, out);
    const step = Math.abs(w[n - 1] - w[0]);
    expect(worst(out, w, step * 1e3)).toBeLessThanOrEqual(1);

    if (!entry.metres) return;
    const native = Float64Array.from(entry.native);
    axis.nativeToMetres?.(native, n, out);
    expect(worst(out, entry.metres)).toBeLessThanOrEqual(1);
    axis.metresToNative?.(out, n, out);
    expect(worst(out, native, unit)).toBeLessThanOrEqual(1);
  });
});
