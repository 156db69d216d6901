import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { LimitError, UnsupportedError, UsageError } from '#faults';
import { FitsFile } from '#fits';
import { fileSource } from '#storage';
import { closeWorkers } from '#workers';
import { openImages, openMask, planMoment, type Cube, type MomentRequest } from '../../src/index.js';
import { makeProduct, ORIGIN, type Making } from './make-product.js';
import { removeCubes, SKY, spectral, writeCube, type TinyCube } from './tiny-cube.js';

const folder = fileURLToPath(new URL('masks/', import.meta.url));
const cases = JSON.parse(gunzipSync(readFileSync(`${folder}masks.json.gz`)).toString()) as {
  readonly name: string;
  readonly nchan: number[];
}[];
const golden = (name: string): number[] => cases.find((each) => each.name === name)!.nchan;

afterAll(async () => {
  removeCubes();
  await closeWorkers();
});

const two = { of: 'cube', hi: 4, nhi: 2, lo: 2, nlo: 2 } as const;

const make = (path: string, request: MomentRequest, making?: Making) =>
  makeProduct(path, (cube) => planMoment(cube, request, ORIGIN), making);

const nchanOf = async (path: string, request: Partial<MomentRequest>, making?: Making): Promise<number[]> =>
  Array.from(await (await make(path, { moments: [0], errors: true, ...request }, making)).values('NCHAN'));

/** The cube of the goldens: 27 × 22 × 18, x fastest. */
async function samples(): Promise<Float64Array> {
  const { source, hdus } = await FitsFile.open(await fileSource(`${folder}cube.fits`));
  const { dataOffset, image } = hdus[0];
  const bytes = Buffer.from(await source.read({ offset: dataOffset, length: 4 * image!.axes.reduce((a, b) => a * b, 1) }));
  await source.close();
  return Float64Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatBE(4 * i));
}

const [NX, NY, NZ] = [27, 22, 18];
const STEP = 4 / 3600;
const AXES = {
  x: { size: NX, cards: ['RA---TAN', 204, NX / 2, -STEP, 'deg'] },
  y: { size: NY, cards: ['DEC--TAN', -29.5, NY / 2, STEP, 'deg'] },
  z: { size: NZ, cards: ['VRAD', 1e5, 5, 2000, 'm/s'] },
} as const;

/** The same cube with its axes in another order. */
function turned(values: Float64Array, order: 'xyz' | 'zxy' | 'zyx' | 'yxz' | 'yzx'): TinyCube {
  const names = [...order] as (keyof typeof AXES)[];
  const sizes = names.map((name) => AXES[name].size);
  const cards: Record<string, string | number> = { RESTFRQ: 1.420405752e9, BUNIT: 'K' };
  names.forEach((name, i) => {
    ['CTYPE', 'CRVAL', 'CRPIX', 'CDELT', 'CUNIT'].forEach((keyword, n) => (cards[`${keyword}${i + 1}`] = AXES[name].cards[n]));
  });
  const out = new Float64Array(values.length);
  const at = { x: 0, y: 0, z: 0 };
  for (let i = 0; i < out.length; i++) {
    let rest = i;
    names.forEach((name, n) => {
      at[name] = rest % sizes[n];
      rest = Math.floor(rest / sizes[n]);
    });
    out[i] = values[(at.z * NY + at.y) * NX + at.x];
  }
  return { axes: sizes, cards, values: out };
}

const transposed = (map: readonly number[]): number[] => Array.from({ length: NX * NY }, (_, i) => map[(i % NY) * NX + Math.floor(i / NY)]);

describe.each(['xyz', 'zxy', 'zyx', 'yxz', 'yzx'] as const)('axes in the order %s', (order) => {
  test.each<[string, Partial<MomentRequest>]>([
    ['grown', { levels: two, growXy: 2.3, growV: 1 }],
    ['smoothed by Gaussians', { smoothXy: { fwhmArcsec: 14 }, smoothV: { fwhmChannels: 2.2 }, smoothSigma: 5, growV: 1 }],
    ['noise of pixels', { levels: two, noiseScope: 'pixel', smoothXy: { boxPixels: 3 } }],
  ])('%s', async (name, request) => {
    const isTurned = order.indexOf('y') < order.indexOf('x');
    const path = writeCube(turned(await samples(), order));
    for (const making of [{}, { site: { blockPixels: 30 } }])
      expect(await nchanOf(path, request, making)).toEqual(isTurned ? transposed(golden(name)) : golden(name));
  });
});

test('planes of polarization have masks of their own', async () => {
  const first = await samples();
  const second = first.toReversed();
  const { cards, axes } = turned(first, 'xyz');
  const stokes = { ...cards, CTYPE4: 'STOKES', CRVAL4: 1, CRPIX4: 1, CDELT4: 1, CUNIT4: '' };
  const request = { levels: two, smoothV: 'hanning', growXy: 1, noiseScope: 'channel' } as const;
  const both = await nchanOf(writeCube({ axes: [...axes, 2], cards: stokes, values: [...first, ...second] }), request);
  const each = await Promise.all([first, second].map((values) => nchanOf(writeCube({ axes, cards, values }), request)));
  expect(both).toEqual(each.flat());
  expect(each[1].some((count) => count > 0)).toBe(true);
});

test('both kernels that every machine has keep the same voxels', async () => {
  const request = { levels: two, growXy: 2.3, growV: 1 };
  for (const kernels of ['reference', 'wasm'] as const)
    expect(await nchanOf(`${folder}cube.fits`, request, { site: { kernels } })).toEqual(golden('grown'));
});

test('lines in one channel are no cores, and small regions go', () => {
  const at = (name: string, x: number, y: number) => golden(name)[y * NX + x];
  // 14 σ in one channel each
  for (const [x, y] of [[2, 2], [20, 20], [25, 19]]) expect(at('two levels', x, y)).toBe(0); // prettier-ignore
  expect(at('two levels', 23, 3)).toBeGreaterThan(1);
  expect(at('small regions', 23, 3)).toBe(0);
});

test('the noise of each sample counts where the file says it', async () => {
  const values = await samples();
  const { cards, axes } = turned(values, 'xyz');
  const valid = values.filter(Number.isFinite).sort();
  const middle = (sorted: Float64Array) => (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const sigma = 1.4826 * middle(valid.map((value) => Math.abs(value - middle(valid))).sort());
  const extension = { name: 'STAT', values: values.map(() => sigma ** 2) };
  const path = writeCube({ axes, cards, values, extension });
  expect(await nchanOf(path, { levels: two, growXy: 2.3, growV: 1 })).toEqual(golden('grown'));
  const twice = writeCube({ axes, cards, values, extension: { ...extension, values: values.map(() => 4 * sigma ** 2) } });
  expect(await nchanOf(twice, { levels: { ...two, hi: 2, lo: 1 }, m12nsigma: 1, growXy: 2.3, growV: 1 })).toEqual(golden('grown'));
  expect(await nchanOf(twice, { levels: two, growXy: 2.3, growV: 1, noise: 'mad' })).toEqual(golden('grown'));
});

test('the header says how the mask was made, and a trial run names the passes', async () => {
  const request: MomentRequest = {
    moments: [0, 1],
    nsigma: 1,
    m12nsigma: 3,
    levels: two,
    smoothXy: { fwhmArcsec: 10 },
    minBeams: 1,
    growV: 1,
    centre: 'median',
  };
  const { plan, file } = await make(`${folder}cube.fits`, request);
  const { header } = file.hdus[0];
  const said = (...keywords: string[]) => keywords.map((keyword) => header.value(keyword));
  expect(said('MASKTYPE', 'NSIGMA', 'M12SIGMA', 'CENTRE')).toEqual(['NSIGMA TWOLEVEL SMOOTH', 1, 3, 'MEDIAN']);
  expect(said('HI', 'NHI', 'LO', 'NLO', 'TWOLEVEL', 'MINBEAMS', 'GROWXY', 'GROWV')).toEqual([4, 2, 2, 2, 'CUBE', 1, undefined, 1]);
  expect(said('SMOOTHXY', 'SMSIGMA', 'NREGION')).toEqual(['gauss 10', 3, expect.any(Number)]);
  expect(header.texts('HISTORY').join(' ')).toContain('TWOLEVEL=1 HI=4 NHI=2 LO=2 NLO=2 MINBEAMS=1 GROWV=1');
  expect(plan.passNames).toEqual([
    'noise',
    'smoothing',
    'noise of the smoothed cube',
    'threshold of the smoothed cube',
    'two levels of the cube',
    'regions of the mask (bits)',
    'growth of the mask (bits)',
    'sums',
    'sums above M12NSIGMA',
  ]);
  expect([plan.passes, plan.readBytes]).toEqual([7, 7 * 4 * NX * NY * NZ]);
});

test('progress goes from none to all', async () => {
  const parts: number[] = [];
  await makeProduct(`${folder}cube.fits`, (cube) => {
    const plan = planMoment(cube, { moments: [0], levels: two, smoothV: 'hanning', growXy: 1 }, ORIGIN);
    return { ...plan, make: (out, signal) => plan.make(out, signal, (part) => parts.push(part)) };
  });
  expect(parts).toEqual(parts.toSorted((a, b) => a - b));
  expect([parts[0] > 0, parts.at(-1)]).toEqual([true, 1]);
});

test('a mask is cut as the cube is', async () => {
  const values = await samples();
  const source = await fileSource(`${folder}same.fits`);
  const circle = { kind: 'circle', lonDeg: 204.004, latDeg: -29.497, radiusDeg: 0.006 } as const;
  const options = { filters: { channels: [4, 12], shape: { parameter: 'CIRCLE', shape: circle } } } as const;
  for (const making of [{}, { site: { blockPixels: 5 } }, { staged: true }]) {
    const made = await makeProduct(
      `${folder}cube.fits`,
      async (cube) => {
        const mask = openMask(await openImages(source), cube, { id: 'ivo://test/mask' });
        return planMoment({ ...cube, mask }, { moments: [0], errors: true }, ORIGIN);
      },
      { options, ...making },
    );
    const { x, y } = made.cube.box;
    expect([x.first > 0, x.count < NX, y.first > 0, y.count < NY]).toEqual([true, true, true, true]);
    const expected = Array.from({ length: x.count * y.count }, (_, i) => {
      const [column, row] = [x.first + (i % x.count), y.first + Math.floor(i / x.count)];
      const channels = Array.from({ length: 9 }, (_, k) => k + 3);
      // as the script has it
      return channels.filter((k) => (column + row + k) % 3 !== 0 && Number.isFinite(values[(k * NY + row) * NX + column])).length;
    });
    expect(Array.from(await made.values('NCHAN'))).toEqual(expected);
  }
  await source.close();
});

describe('is refused:', () => {
  test.each<[string, Partial<MomentRequest>, RegExp, new (...args: never[]) => Error]>([
    [
      'regions by beams without a beam',
      { levels: two, minBeams: 1 },
      /^MINBEAMS counts beams, and the cube does not tell its beam$/,
      UsageError,
    ],
    ['growth of nothing', { growXy: 2 }, /^MINBEAMS, GROWXY and GROWV are of a mask that TWOLEVEL/, UsageError],
    [
      'smoothing that reaches too far',
      { smoothXy: { fwhmArcsec: 3600 } },
      /^SMOOTHXY=gauss 3600 reaches \d+ pixels to either side, the most is 512$/,
      LimitError,
    ],
    ['an even box', { smoothV: { boxChannels: 2 } }, /^SMOOTHV: a box has an odd number of pixels/, UsageError],
    [
      'two centres',
      { nsigma: 3, centre: 'median', absolute: true },
      /^CENTRE=median is for values above it, and ABS for both signs/,
      UsageError,
    ],
    [
      'a median of some channels of each pixel',
      { nsigma: 3, centre: 'median', noiseScope: 'pixel', noiseChannels: [1, 4] },
      /^CENTRE=median of each pixel/,
      UnsupportedError,
    ],
  ])('%s', async (_, request, message, kind) => {
    const path = writeCube(turned(await samples(), 'xyz'));
    const asked = make(path, { moments: [0], ...request });
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toBeInstanceOf(kind);
  });

  const masked = async (mask: TinyCube, query: (cube: Cube) => Cube = (cube) => cube) => {
    const source = await fileSource(writeCube(mask));
    try {
      return await makeProduct(`${folder}cube.fits`, async (cube) => {
        const opened = openMask(await openImages(source), query(cube), { id: 'ivo://test/mask' });
        return planMoment({ ...cube, mask: opened }, { moments: [0], errors: true }, ORIGIN);
      });
    } finally {
      await source.close();
    }
  };
  const image = { axes: [4, 4], values: new Float64Array(16).fill(1) };
  const there = { ...SKY, CRVAL1: 204, CRVAL2: -29.5, CRPIX1: 2, CRPIX2: 2 };

  test.each<[string, TinyCube, RegExp]>([
    [
      'elsewhere',
      { ...image, cards: SKY },
      /^MASK: ivo:\/\/test\/mask covers 0 % of the part of the cube that is asked for, at least 1 % is expected$/,
    ],
    [
      'of so small a part',
      { axes: [2, 2], values: [1, 1, 1, 1], cards: { ...there, CDELT1: -STEP, CDELT2: STEP } },
      /covers 0\.\d+ % of the part/,
    ],
    [
      'without a sky',
      { ...image, cards: {} },
      /^MASK: ivo:\/\/test\/mask has no image with a sky, nor one of 27 x 22 x 18 pixels as the cube$/,
    ],
    [
      'of other channels',
      { axes: [4, 4, 2], values: new Float64Array(32), cards: { ...there, ...spectral('VRAD', 9e7, 1000, 'm/s'), RESTFRQ: 1.420405752e9 } },
      /covers 0 % of the part/,
    ],
    [
      'in another frame',
      { axes: [4, 4, 2], values: new Float64Array(32), cards: { ...there, ...spectral('VRAD', 1e5, 1000, 'm/s'), SPECSYS: 'TOPOCENT' } },
      /^MASK: its channels are in the frame TOPOCENT, those of the cube in LSRK; the same is expected$/,
    ],
    [
      'that cannot be compared',
      { axes: [4, 4, 2], values: new Float64Array(32), cards: { ...there, ...spectral('VRAD', 1e5, 1000, 'm/s') } },
      /^MASK: its spectral axis \(VRAD\) cannot be compared with that of the cube \(VRAD\)/,
    ],
    [
      'of several planes',
      {
        axes: [4, 4, 1, 3],
        values: new Float64Array(48),
        cards: { ...there, ...spectral('VRAD', 1e5, 1000, 'm/s'), CTYPE4: 'STOKES', CRVAL4: 1, CRPIX4: 1, CDELT4: 1 },
      },
      /has 3 planes besides sky and spectrum, one is expected$/,
    ],
  ])('a mask %s', async (_, mask, message) => {
    await expect(masked(mask)).rejects.toThrow(message);
  });

  test('but not one without coordinates that has the size of the cube', async () => {
    const values = Float64Array.from({ length: NX * NY * NZ }, (_, i) => Number(i % NX < 3));
    const made = await masked({ axes: [NX, NY, NZ], values, cards: {} });
    const nchan = Array.from(await made.values('NCHAN'));
    expect(nchan.every((count, i) => i % NX < 3 || count === 0)).toBe(true);
    expect(made.file.hdus[0].header.value('MASKID')).toBe('ivo://test/mask');
    expect(made.file.hdus[0].header.value('MASKGRID')).toBe('SAME');
  });
});
