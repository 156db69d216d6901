import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fileSource } from '#storage';
import { closeWorkers } from '#workers';
import { openImages, openMask, planMoment, type Cube, type MomentRequest } from '../../src/index.js';
import { makeProduct, ORIGIN, type Making } from './make-product.js';

const folder = fileURLToPath(new URL('masks/', import.meta.url));

type Golden = Omit<MomentRequest, 'moments' | 'smoothXy' | 'smoothV' | 'noiseScope'> & {
  readonly mask?: string;
  readonly scope?: MomentRequest['noiseScope'];
  readonly smoothXy?: string;
  readonly smoothV?: string;
};

interface Case {
  readonly name: string;
  readonly request: Golden;
  readonly voxels: number;
  readonly regions: number | null;
  readonly nchan: readonly number[];
  readonly mom0: readonly (number | null)[];
  readonly mom1?: readonly (number | null)[];
}

const cases = JSON.parse(gunzipSync(readFileSync(`${folder}masks.json.gz`)).toString()) as Case[];

afterAll(closeWorkers);

function requestOf({ request, mom1 }: Case): MomentRequest {
  const { scope: noiseScope, smoothXy, smoothV, ...rest } = request;
  const [kind, width] = smoothXy?.split(' ') ?? [];
  const [kindV, widthV] = smoothV?.split(' ') ?? [];
  return {
    ...rest,
    noiseScope,
    moments: mom1 ? [0, 1, 3] : [0, 3],
    errors: true,
    smoothXy: kind === undefined ? undefined : kind === 'gauss' ? { fwhmArcsec: Number(width) } : { boxPixels: Number(width) },
    smoothV:
      kindV === undefined
        ? undefined
        : kindV === 'hanning'
          ? 'hanning'
          : kindV === 'gauss'
            ? { fwhmChannels: Number(widthV) }
            : { boxChannels: Number(widthV) },
  };
}

async function make(each: Pick<Case, 'request'>, request: MomentRequest, making?: Making) {
  const sources = await Promise.all(each.request.mask === undefined ? [] : [fileSource(`${folder}${each.request.mask}`)]);
  try {
    const planOf = async (cube: Cube) => {
      const [source] = sources;
      if (!source) return planMoment(cube, request, ORIGIN);
      const path = making?.staged ? undefined : `${folder}${each.request.mask}`;
      const mask = openMask(await openImages(source), cube, { id: 'ivo://test/mask', site: { path } });
      return planMoment({ ...cube, mask }, request, ORIGIN);
    };
    return await makeProduct(`${folder}cube.fits`, planOf, making);
  } finally {
    for (const source of sources) await source.close();
  }
}

const floats = (values: readonly (number | null)[]): number[] => values.map((value) => Math.fround(value ?? NaN));
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

describe.each(cases)('$name', (each) => {
  test.each<[string, Making]>([
    ['in one block', {}],
    ['in blocks of a row', { site: { blockPixels: 27, lanes: 3 } }],
    ['in blocks of parts of rows, of a file that is not at hand', { site: { blockPixels: 10, lanes: 2 }, staged: true }],
  ])('%s', async (_, making) => {
    const made = await make(each, requestOf(each), making);
    const [nchan, m0, median] = await Promise.all(['NCHAN', 'MOM0', 'MOM3'].map((name) => made.values(name)));
    expect(sum(nchan)).toBe(each.voxels);
    expect(Array.from(nchan)).toEqual(each.nchan);
    floats(each.mom0).forEach((value, i) => {
      if (Number.isNaN(value)) expect([m0[i], median[i]]).toEqual([NaN, NaN]);
      else expect(Math.abs(m0[i] - value)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(value)));
      // The order statistics are of the same voxels.
      if (nchan[i] === 1) expect(2 * median[i]).toBeCloseTo(value, 5);
    });
    if (each.mom1) {
      const m1 = await made.values('MOM1');
      floats(each.mom1).forEach((value, i) => (Number.isNaN(value) ? expect(m1[i]).toBeNaN() : expect(m1[i]).toBeCloseTo(value, 3)));
    }
    const { header } = made.file.hdus[0];
    if (each.request.levels || each.request.minBeams) expect(header.value('NREGION')).toBe(each.regions);
  });
});
