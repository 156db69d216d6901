import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { beamArea, type Beam } from '../cube-beams.js';
import { commonBeam, commonBeamInTurns } from './common-beam.js';
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

test('very many leave turns to others while they are looked through, and give the same', async () => {
  const beams = Array.from({ length: 100_000 }, (_, i) => beamFrom([5 + (i % 977) / 977, 3 + (i % 499) / 499, (i * 7.3) % 180]));
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const found = await commonBeamInTurns(beams);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(2);
  expect(found).toEqual(commonBeam(beams));
  for (const beam of beams.filter((_, i) => i % 100 === 0))
    expect(eigenvalues(minus(matrixOf(found), matrixOf(beam)))[1]).toBeGreaterThan(-1e-9 * matrixOf(found).xx);
  const stop = new AbortController();
  stop.abort(new Error('gone'));
  await expect(commonBeamInTurns(beams, stop.signal)).rejects.toThrow('gone');
});
