import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { beamArea, type Beam } from '../cube-beams.js';
import { commonBeam } from './common-beam.js';
import { eigenvalues, matrixOf, minus } from './ellipse-matrix.js';

const golden = JSON.parse(readFileSync(new URL('../../../test/cube/derived/beams.json', import.meta.url), 'utf8'));
const beamFrom = ([a, b, pa]: readonly number[]): Beam => ({ majorDeg: a / 3600, minorDeg: b / 3600, paDeg: pa });

test('the common beam holds every beam, and is no larger than the one that radio_beam finds', () => {
  for (const { beams, common } of golden.commons) {
    const own = beams.map(beamFrom) as Beam[];
    const found = commonBeam(own);
    for (const beam of own) {
      const [most, least] = eigenvalues(minus(matrixOf(found), matrixOf(beam)));
      expect(least).toBeGreaterThan(-1e-9 * Math.max(most, matrixOf(found).xx));
    }
    const ratio = beamArea(found) / beamArea(beamFrom(common));
    expect(ratio).toBeLessThan(1 + 1e-6);
    expect(ratio).toBeGreaterThan(0.99); // its points and tolerance make that one larger
  }
});

test('a beam that holds all others is the common one as it stands', () => {
  const large = beamFrom([10, 9, 20]);
  expect(commonBeam([beamFrom([3, 2, 0]), large, large])).toEqual(large);
});

test('two beams across each other make a round one', () => {
  const found = commonBeam([beamFrom([6, 2, 10]), beamFrom([6, 2, 100])]);
  expect(found.majorDeg * 3600).toBeCloseTo(6, 5);
  expect(found.minorDeg * 3600).toBeCloseTo(6, 5);
});
