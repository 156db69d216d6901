import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { BinTable, type CardValue } from '#fits';
import { closeWorkers } from '#workers';
import { planApertureSpectrum, planMoment, type MomentRequest, type SpectrumRequest } from '../../src/index.js';
import { makeProduct, ORIGIN, type Made, type Making } from './make-product.js';
import { removeCubes, SKY, spectral, writeCube } from './tiny-cube.js';

interface Goldens {
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly sigma: readonly number[];
  readonly values: readonly (number | null)[];
  readonly rho: readonly number[];
  readonly white: readonly (readonly (number | null)[])[];
  readonly correlated: readonly (readonly (number | null)[])[];
  readonly above: readonly (readonly (number | null)[])[];
  readonly kept: readonly number[];
  readonly limited: readonly (readonly (number | null)[])[];
  readonly baseline: Readonly<Record<'uniform' | 'hanning' | 'hanning2', readonly (number | null)[]>>;
  readonly aperture: { readonly pixels: number; readonly sum: readonly number[]; readonly mean: readonly number[] };
  readonly measured: { readonly noiseChannels: readonly [number, number]; readonly rho: readonly number[] };
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const golden = JSON.parse(readFileSync(`${folder}noise.json`, 'utf8')) as Goldens;
const { nx, ny, nz } = golden;
const values = golden.values.map((value) => value ?? NaN);
const cards = { ...SKY, ...spectral('VRAD', 0, 2000, 'm/s'), RESTFRQ: 1.42e9, BUNIT: 'K' };

afterAll(async () => {
  removeCubes();
  await closeWorkers();
});

/** The cube of the goldens with its noise as another image. */
function cubeWith(
  name: string,
  power: number,
  more?: Readonly<Record<string, CardValue>>,
  own?: Readonly<Record<string, CardValue>>,
): string {
  const noise = golden.sigma.map((sigma) => sigma ** (2 / power));
  return writeCube({ axes: [nx, ny, nz], cards: { ...cards, ...own }, values, extension: { name, values: noise, cards: more } });
}

const plain = (): string => writeCube({ axes: [nx, ny, nz], cards, values });

const make = (path: string, request: MomentRequest, making?: Making): Promise<Made> =>
  makeProduct(path, (cube) => planMoment(cube, request, ORIGIN), making);

const MAPS = ['MOM0', 'MOM0_ERR', 'MOM1', 'MOM1_ERR', 'MOM2', 'MOM2_ERR'];

async function expectMaps(made: Made, expected: readonly (readonly (number | null)[])[], maps: readonly string[] = MAPS): Promise<void> {
  for (const [m, name] of maps.entries()) {
    const map = await made.values(name);
    for (const [p, all] of expected.entries()) {
      const value = all[m];
      if (value === null) expect([name, p, map[p]]).toEqual([name, p, NaN]);
      else expect(Math.abs(map[p] - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
    }
  }
}

const said = (made: Made): string => made.file.hdus[0].header.texts('HISTORY').join(' ');
const moments = [0, 1, 2] as const;

describe('the noise of each sample, from another image of the file', () => {
  test.each([
    ['STAT', 1, 'variances'],
    ['VARIANCE', 1, 'variances'],
    ['VAR_POISSON', 1, 'variances'],
    ['IVAR', -1, 'inverse variances'],
    ['ERR', 2, 'errors'],
    ['ERROR', 2, 'errors'],
  ])('%s', async (name, power, words) => {
    const made = await make(cubeWith(name, power), { moments, errors: true });
    await expectMaps(made, golden.white);
    expect(said(made)).toContain(`noise: from the ${words} in HDU 1`);
    expect(made.file.hdus[0].header.string('NOISEHDU')).toBe(name);
    expect(made.plan.passes).toBe(1);
    expect(made.plan.readBytes).toBe(2 * 8 * nx * ny * nz);
  });

  test.each([
    ['MSE', 1],
    ['RMSE', 2],
    ['INVMSE', -1],
    ['INVRMSE', -2],
  ])("HDUCLAS3 = '%s'", async (kind, power) => {
    const eso = { HDUCLAS2: 'ERROR', HDUCLAS3: kind, SCIDATA: 'SCI' };
    await expectMaps(await make(cubeWith('SIGNAL', power, eso, { EXTNAME: 'SCI' }), { moments, errors: true }), golden.white);
  });

  test('the cards of the image say which', async () => {
    const made = await make(cubeWith('RMSMAP', 2, { HDUCLAS2: 'ERROR', HDUCLAS3: 'RMSE' }, { ERRDATA: 'rmsmap' }), {
      moments,
      errors: true,
    });
    await expectMaps(made, golden.white);
  });

  test('of another image it is not', async () => {
    const made = await make(cubeWith('SIGNAL', 1, { HDUCLAS2: 'ERROR', SCIDATA: 'OTHER' }), { moments, errors: true });
    expect(made.file.hdus[0].header.has('NOISEHDU')).toBe(false);
    expect(said(made)).toContain('noise of each cube: mad');
    await expect(make(plain(), { moments, errors: true, noise: 'companion' })).rejects.toThrow(UsageError);
  });

  test.each([{}, { staged: true }, { site: { blockPixels: 5 } }, { site: { kernels: 'reference' as const } }])(
    'NSIGMA compares each sample with its own: %j',
    async (making) => {
      const made = await make(cubeWith('STAT', 1), { moments: [...moments, 'peak', 'w50'], errors: true, nsigma: 3 }, making);
      await expectMaps(made, golden.above);
      expect(Array.from(await made.values('NCHAN'))).toEqual(golden.kept);
      const [top, error] = await Promise.all(['PEAK', 'PEAK_ERR'].map((name) => made.values(name)));
      for (let p = 0; p < nx * ny; p++) expect([p, error[p] > 0 && error[p] < 2]).toEqual([p, golden.kept[p] > 0 && top[p] > 0]);
    },
  );

  test('order statistics choose by it too', async () => {
    const made = await make(cubeWith('IVAR', -1), { moments: [3], nsigma: 3, noise: 'companion' });
    const median = await made.values('MOM3');
    for (let p = 0; p < nx * ny; p++) {
      const above = Array.from({ length: nz }, (_, k) => [values[k * nx * ny + p], golden.sigma[k * nx * ny + p]] as const)
        .filter(([value, sigma]) => value >= 3 * sigma)
        .map(([value]) => value)
        .toSorted((a, b) => a - b);
      const middle = (above[(above.length - 1) >> 1] + above[above.length >> 1]) / 2;
      if (above.length > 0) expect(median[p]).toBeCloseTo(middle, 12);
      else expect(median[p]).toBeNaN();
    }
  });
});

describe('correlated channels', () => {
  test.each([{}, { site: { kernels: 'reference' as const } }, { site: { blockPixels: 5 } }])(
    'as given, with companion: %j',
    async (making) => {
      const made = await make(cubeWith('ERR', 2), { moments, errors: true, correlation: golden.rho }, making);
      await expectMaps(made, golden.correlated);
      const { header } = made.file.hdus[0];
      expect(['RHO1', 'RHO2', 'RHO3'].map((card) => header.number(card))).toEqual([0.5, 0.2, undefined]);
    },
  );

  test.each([{}, { site: { blockPixels: 30 } }])('as measured in channels without a line: %j', async (making) => {
    const { noiseChannels, rho } = golden.measured;
    const request = { moments: [0], errors: true, noiseChannels } as const;
    const made = await make(`${folder}correlated.fits.gz`, { ...request, correlation: 'auto' }, making);
    const { header } = made.file.hdus[0];
    for (const [lag, value] of rho.entries()) expect(header.number(`RHO${lag + 1}`)).toBeCloseTo(value, 9);
    const white = await make(`${folder}correlated.fits.gz`, request);
    const [correlated, alone] = await Promise.all([made, white].map(async (one) => (await one.values('MOM0_ERR'))[0]));
    const n = 48;
    const inflation = rho.reduce((sum, value, l) => sum + 2 * (1 - (l + 1) / n) * value, 1);
    expect(correlated / alone).toBeCloseTo(Math.sqrt(inflation), 6);
    expect(inflation).toBeGreaterThan(2);
  });

  test('auto needs more channels than lags, and says where it could not be measured', async () => {
    const auto = { moments: [0], errors: true, correlation: 'auto' } as const;
    for (const noiseChannels of [
      [1, 1],
      [1, 4],
    ] as const)
      await expect(make(plain(), { ...auto, noiseChannels })).rejects.toThrow(/RHO=auto: NOISECHAN of 5 channels or more/);
    const gaps = values.map((value, i) => (Math.floor(i / nx / ny) === 1 ? NaN : value));
    const made = await make(writeCube({ axes: [nx, ny, nz], cards, values: gaps }), { ...auto, noiseChannels: [1, 6] });
    expect(said(made)).toContain('RHO: not measurable at 1, 2, 3, taken as none: no whole spectra');
    const white = await make(writeCube({ axes: [nx, ny, nz], cards, values: gaps }), { moments: [0], errors: true, noiseChannels: [1, 6] });
    expect(await made.values('MOM0_ERR')).toEqual(await white.values('MOM0_ERR'));
  });

  test('a kept sample of unknown noise makes the error unknown; NSIGMA does not keep it', async () => {
    const noise = golden.sigma.map((sigma, i) => (i === 0 ? NaN : sigma));
    const path = writeCube({
      axes: [nx, ny, nz],
      cards,
      values: values.map((v) => (v === v ? v : 1)),
      extension: { name: 'ERR', values: noise },
    });
    for (const making of [{}, { site: { kernels: 'reference' as const } }]) {
      const [all, above] = [
        await make(path, { moments: [0], errors: true }, making),
        await make(path, { moments: [0], errors: true, nsigma: 1 }, making),
      ];
      const errors = Array.from(await all.values('MOM0_ERR'));
      expect([errors[0], errors.filter((error) => !(error > 0)).length]).toEqual([NaN, 1]);
      expect(Array.from(await above.values('MOM0_ERR'))).not.toContain(0);
      expect(said(all)).toContain('where the noise of a kept sample is not known the errors are NaN');
    }
  });

  test('auto needs channels, and a continuum has none', async () => {
    await expect(make(plain(), { moments, errors: true, correlation: 'auto' })).rejects.toThrow('RHO: auto needs NOISECHAN');
    const baseline = { channels: [5, 5], taper: 'uniform' } as const;
    await expect(make(plain(), { moments, errors: true, correlation: [0.5], baseline })).rejects.toThrow('LINEFREE and RHO');
  });
});

test.each(['companion', 'mad'] as const)('where no channel counts moment 0 is 0 with the error of a line of 10 km/s: %s', async (noise) => {
  const request = { moments: [0], errors: true, snr: true, include: [6.2, 1e9], limitWidth: 10, noise } as const;
  const made = await make(cubeWith('STAT', 1), request);
  const column = noise === 'companion' ? 1 : 2;
  await expectMaps(
    made,
    golden.limited.map((one) => [one[0], one[column]]),
    ['MOM0', 'MOM0_ERR'],
  );
  expect(golden.limited.some(([m0]) => m0 === 0)).toBe(true);
  expect(made.file.hdus[0].header.number('LIMWIDTH')).toBe(10);
});

test.each(['uniform', 'hanning', 'hanning2'] as const)('the error of moment 0 has that of the continuum: %s', async (taper) => {
  const made = await make(plain(), { moments: [0], errors: true, baseline: { channels: [10, 14], taper } });
  await expectMaps(
    made,
    golden.baseline[taper].map((error) => [error]),
    ['MOM0_ERR'],
  );
  expect(made.file.hdus[0].header.string('TAPER')).toBe(taper);
});

describe('channels that are zero for the most part', () => {
  const [size, depth] = [8, 5];
  const filled = (zeros: number): Float64Array =>
    Float64Array.from({ length: size * size * depth }, (_, i) => {
      const [k, p] = [Math.floor(i / (size * size)), i % (size * size)];
      if (k >= 2 && p < 10) return NaN;
      return k >= 2 && p < 10 + zeros ? 0 : 1 + p;
    });
  const path = (zeros: number): string => writeCube({ axes: [size, size, depth], cards, values: filled(zeros) });

  test.each([
    [27, false],
    [28, true],
  ])('%i of 54 valid samples', async (zeros, expected) => {
    for (const request of [{ moments: [0] }, { moments: [3] }] as const) {
      for (const making of [{}, { site: { blockPixels: 7 } }]) {
        const made = await make(path(zeros), request, making);
        for (const hdu of made.file.hdus) expect(hdu.header.value('ZEROWARN')).toBe(expected);
        expect(said(made).includes('WARNING: over half the samples are 0 in 3 channels, 3 to 5')).toBe(expected);
      }
    }
  });
});

describe('errors of the spectra of apertures, from another image of the file', () => {
  const request: SpectrumRequest = {
    places: [{ kind: 'circle', lonDeg: 30, latDeg: -20, radiusDeg: golden.aperture.pixels * 0.001 }],
    method: 'sum',
    edge: 'center',
  };
  const errorsOf = async (made: Made): Promise<number[]> => {
    const table = BinTable.of(made.file.source, made.hdu('SPECTRUM'));
    return [...(await table.numbers(table.column('FLUX_ERR')!, { first: 0, count: nz }))];
  };
  const spectrum = (path: string, more: Partial<SpectrumRequest>, making?: Making): Promise<Made> =>
    makeProduct(path, (cube) => planApertureSpectrum(cube, { ...request, ...more }, ORIGIN, 'fits'), making);

  test.each([
    ['STAT', 1, 'sum', {}],
    ['IVAR', -1, 'sum', {}],
    ['ERR', 2, 'mean', { staged: true }],
  ] as const)('%s', async (name, power, method, making) => {
    const made = await spectrum(cubeWith(name, power), { method }, making);
    const found = await errorsOf(made);
    for (const [k, error] of golden.aperture[method].entries()) expect(found[k]).toBeCloseTo(error, 9);
    const { header } = made.hdu('SPECTRUM');
    expect(['SIGMAOF', 'NOISEHDU'].map((card) => header.string(card))).toEqual(['COMPANION', name]);
  });

  test('NOISE=channel measures instead; what is given goes before', async () => {
    const path = cubeWith('STAT', 1);
    const measured = await spectrum(path, { noise: 'channel' });
    expect(measured.hdu('SPECTRUM').header.string('SIGMAOF')).toBe('CHANNEL');
    expect((await spectrum(path, { sigma: 2 })).hdu('SPECTRUM').header.string('SIGMAOF')).toBe('GIVEN');
    await expect(spectrum(plain(), { noise: 'companion' })).rejects.toThrow('NOISE: companion needs an image');
  });
});

const real = process.env.SODALITE_REAL_DATA;
if (real === undefined) process.stdout.write('noise of real cubes: skipped, SODALITE_REAL_DATA names no folder of real files\n');

(real === undefined ? describe.skip : describe)('errors of real cubes, from their variances', () => {
  const goldens = JSON.parse(readFileSync(`${folder}real-noise.json`, 'utf8')) as Record<string, Record<string, number[]>>;
  test.each(Object.entries(goldens))('%s', async (name, expected) => {
    const path = `${real}/${name}.fits`;
    const made = await make(path, { moments: [0, 1], errors: true });
    const above = await make(path, { moments: [0], errors: true, nsigma: 3 });
    for (const map of ['MOM0', 'MOM0_ERR', 'MOM1_ERR', 'NCHAN']) {
      const found = await (map === 'NCHAN' ? above : made).values(map);
      for (const [p, value] of expected[map].entries()) expect(Math.abs(found[p] - value)).toBeLessThanOrEqual(2e-6 * Math.abs(value));
    }
  });
});
