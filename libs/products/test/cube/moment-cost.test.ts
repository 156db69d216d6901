import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { fileSource } from '#storage';
import { openCube, openImages, planMoment, type ComputedPlan, type MomentRequest } from '../../src/index.js';
import { ORIGIN } from './make-product.js';

const path = fileURLToPath(new URL('masks/cube.fits', import.meta.url));
const VOXELS = 27 * 22 * 18;

async function planOf(request: Partial<MomentRequest>): Promise<ComputedPlan> {
  const source = await fileSource(path);
  try {
    const cube = await openCube(await openImages(source), { filters: {} }, { path });
    return planMoment(cube, { moments: [0], ...request }, ORIGIN);
  } finally {
    await source.close();
  }
}

test('a plain moment is no more work than its bytes', async () => {
  const { work, manner, soleBytes } = await planOf({});
  expect([work, manner, soleBytes]).toEqual([{}, undefined, 0]);
});

test('smoothing counts its weights for each voxel', async () => {
  const { work, jobBytes } = await planOf({ smoothXy: { boxPixels: 9 }, smoothV: { boxChannels: 5 } });
  expect(work).toEqual({ smoothing: VOXELS * (9 + 9 + 5) });
  expect(jobBytes).toBeGreaterThan(0);
  expect((await planOf({ smoothXy: { boxPixels: 301 } })).work!.smoothing).toBe(VOXELS * (301 + 301 + 1));
});

test('regions and growth count voxels, growth on the sky by how far it reaches', async () => {
  const levels = { of: 'cube', hi: 4, nhi: 2, lo: 2, nlo: 2 } as const;
  const plain = await planOf({ levels });
  expect(plain.work).toEqual({ regions: VOXELS });
  expect((await planOf({ levels, minBeams: 1 })).work).toEqual({ regions: 3 * VOXELS });
  expect(plain.soleBytes).toBeGreaterThan(1000);
  const [near, far, deep] = await Promise.all([{ growXy: 2 }, { growXy: 20 }, { growV: 1000 }].map((grow) => planOf({ levels, ...grow })));
  expect(far.work!.growth).toBeGreaterThan(5 * near.work!.growth!);
  expect(deep.work!.growth).toBe(4 * VOXELS + (VOXELS * 8.125) / 16);
});

test('what is as fast as each other has the same manner', async () => {
  const mannerOf = async (request: Partial<MomentRequest>) => (await planOf(request)).manner?.name;
  expect(await mannerOf({ moments: [2, 8] })).toBeUndefined();
  expect(await mannerOf({ moments: [3] })).toBe('order statistics');
  expect(await mannerOf({ nsigma: 3 })).toBe('noise');
  expect(await mannerOf({ nsigma: 3, noiseScope: 'pixel' })).toBe('noise, of pixels');
  expect(await mannerOf({ errors: true })).toBe('noise, errors');
});
