import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { closeWorkers } from '#workers';
import { planMoment } from '../../src/index.js';
import { makeProduct, ORIGIN } from './make-product.js';

const folder = process.env.SODALITE_REAL_DATA;
if (folder === undefined) process.stdout.write('moments of real cubes: skipped, SODALITE_REAL_DATA names no folder of real files\n');

interface Golden {
  readonly nx: number;
  readonly ny: number;
  readonly pixels: readonly number[];
  readonly MOM0: readonly (number | null)[];
  readonly MOM1: readonly (number | null)[];
  readonly VARIANCE: readonly (number | null)[];
  readonly MOM8: readonly (number | null)[];
}

const goldens = JSON.parse(readFileSync(new URL('real-moments.json', import.meta.url), 'utf8')) as Record<string, Golden>;

afterAll(closeWorkers);

(folder === undefined ? describe.skip : describe)('moments of real cubes', () => {
  test.each(Object.entries(goldens))('%s: as spectral-cube has them', async (name, golden) => {
    const made = await makeProduct(`${folder}/${name}.fits`, (cube) =>
      planMoment(cube, { moments: [0, 1, 'variance', 8], guard: false }, ORIGIN),
    );
    expect([made.cube.nx, made.cube.ny]).toEqual([golden.nx, golden.ny]);
    const [m0, m8] = await Promise.all(['MOM0', 'MOM8'].map((map) => made.values(map)));
    for (const map of ['MOM0', 'MOM1', 'VARIANCE', 'MOM8'] as const) {
      const values = await made.values(map);
      golden.pixels.forEach((pixel, i) => {
        const expected = golden[map][i];
        if (expected === null) return expect(values[pixel]).toBeNaN();
        // Weights of both signs cancel in M0: what float32 leaves of the digits there is lost in what is divided by it, for either side.
        const span = made.cube.spectral.widths.reduce((a, b) => a + b, 0);
        const cancelled = Math.abs((m8[pixel] * span) / m0[pixel]);
        const size = { MOM0: Math.abs(m8[pixel] * span), MOM1: span * cancelled, VARIANCE: (span * cancelled) ** 2, MOM8: 1 }[map];
        expect(Math.abs(values[pixel] - expected)).toBeLessThan(1e-6 * (Math.abs(expected) + size));
      });
    }
  });
});
