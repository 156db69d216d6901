import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { CancelledError, NoOverlapError, TransientError, UnsupportedError, UsageError } from '#faults';
import { sumOf } from '#fits';
import { closeWorkers } from '#workers';
import { planMoment, type MomentRequest } from '../../src/index.js';
import { makeProduct, ORIGIN, type Making } from './make-product.js';
import { removeCubes, SKY, spectral, writeCube } from './tiny-cube.js';

const folder = fileURLToPath(new URL('moments/', import.meta.url));

afterAll(async () => {
  removeCubes();
  await closeWorkers();
});

const make = (path: string, request: MomentRequest, making?: Making) =>
  makeProduct(path, (cube) => planMoment(cube, request, ORIGIN), making);

const velocity = { ...SKY, ...spectral('VRAD', 0, 2000, 'm/s'), RESTFRQ: 1.42e9, BUNIT: 'K' };

test('vector 3: a Gaussian line of 10 km/s: its integral, centre, dispersion, and equivalent width', async () => {
  const values = Float64Array.from({ length: 101 }, (_, k) => Math.exp(-0.5 * ((2 * (k - 50)) / 10) ** 2));
  const made = await make(writeCube({ axes: [1, 1, 101], cards: velocity, values }), { moments: [0, 1, 2, 'gausswidth'] });
  const [m0, m1, m2, width] = await Promise.all(['MOM0', 'MOM1', 'MOM2', 'GAUSSWIDTH'].map(async (name) => (await made.values(name))[0]));
  expect(m0).toBeCloseTo(25.0663, 4);
  expect(m1).toBeCloseTo(100, 9);
  expect(m2).toBeCloseTo(10, 4);
  expect(m2 * Math.sqrt(8 * Math.log(2))).toBeCloseTo(23.548, 3);
  expect(width).toBeCloseTo(10, 4);
});

test('vector 4: two equal channels three apart have a dispersion of 1.5 channels, one alone of 0', async () => {
  const values = new Float64Array(2 * 8);
  values[2 * 2] = values[2 * 5] = 7;
  values[2 * 4 + 1] = 3;
  const made = await make(writeCube({ axes: [2, 1, 8], cards: velocity, values }), { moments: [2] });
  expect(Array.from(await made.values('MOM2'))).toEqual([expect.closeTo(3, 12), 0]);
});

test('vector 6: the widths of the channels of a logarithmic axis add up to its length', async () => {
  const cards = { ...SKY, ...spectral('WAVE-LOG', 5e-7, 1e-10, 'm') };
  const made = await make(writeCube({ axes: [1, 1, 100], cards, values: new Float64Array(100).fill(1) }), { moments: [0] });
  const { widths, edges, unit } = made.cube.spectral;
  const sum = widths.reduce((total, width) => total + width, 0);
  expect(Math.abs(sum / Math.abs(edges[100] - edges[0]) - 1)).toBeLessThan(1e-12);
  expect((await made.values('MOM0'))[0]).toBeCloseTo(5e-7 * (Math.exp(0.0002 * 99.5) - Math.exp(0.0002 * -0.5)), 15);
  expect(unit).toBe('m');
});

/** Values that are normal enough: sums of twelve uniform ones. */
function noise(count: number, sigmaOf: (i: number) => number): Float64Array {
  let state = 12345;
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Float64Array.from({ length: count }, (_, i) => sigmaOf(i) * (Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, 0) - 6));
}

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const mad = (values: number[]): number => {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
};

test('the noise of the cube, of each channel and of each pixel, of channels without a line', async () => {
  const [nx, ny, nz] = [128, 100, 20];
  const plane = nx * ny;
  const values = noise(plane * nz, (i) => 1 + Math.floor(i / plane) / 4);
  for (let i = 0; i < plane; i++) values[10 * plane + i] += 1000; // a line in channel 11
  const path = writeCube({ axes: [nx, ny, nz], cards: velocity, values });
  const free = { moments: [8], errors: true, noiseChannels: [1, 10] } as const;
  const cube = await make(path, free);
  const all = mad([...values.subarray(0, 10 * plane)]);
  for (const sigma of Array.from(await cube.values('MOM8_ERR'))) expect(Math.abs(sigma / all - 1)).toBeLessThan(1e-3);
  const channel = await make(path, { moments: [8], errors: true, noiseScope: 'channel' });
  const eleventh = mad([...values.subarray(10 * plane, 11 * plane)]);
  for (const sigma of Array.from(await channel.values('MOM8_ERR'))) expect(Math.abs(sigma / eleventh - 1)).toBeLessThan(1e-3);
  const pixel = await make(path, { ...free, noiseScope: 'pixel' });
  const sigmas = await pixel.values('MOM8_ERR');
  for (let i = 0; i < plane; i += 371) expect(sigmas[i]).toBeCloseTo(mad(Array.from({ length: 10 }, (_, k) => values[k * plane + i])), 10);
});

describe('the noise of channels that are not asked for', () => {
  const [nx, ny, nz] = [32, 20, 20];
  const plane = nx * ny;
  const values = noise(plane * nz, (i) => 1 + Math.floor(i / plane) / 4);
  const path = (): string => writeCube({ axes: [nx, ny, nz], cards: { ...velocity, BUNIT: 'K' }, values });
  const filters = { channels: [11, 14] } as const;

  test.each([{}, { staged: true }])('NOISECHAN names them: %j', async (making) => {
    const request = { moments: [8], errors: true, noiseChannels: [1, 8] } as const;
    const made = await make(path(), request, { ...making, options: { filters } });
    const sigma = mad([...values.subarray(0, 8 * plane)]);
    for (const error of Array.from(await made.values('MOM8_ERR'))) expect(error).toBeCloseTo(sigma, 9);
    const { header } = made.file.hdus[0];
    expect(header.number('SIGMA')).toBeCloseTo(sigma, 12);
    expect(header.texts('HISTORY').join(' ')).toContain('noise of each cube: mad of channels 1 to 8');
  });

  test('without it the noise is that of the channels that are asked for, and a card says it', async () => {
    const made = await make(path(), { moments: [8], nsigma: 3 }, { options: { filters } });
    const sigma = mad([...values.subarray(10 * plane, 14 * plane)]);
    expect(made.file.hdus[0].header.number('SIGMA')).toBeCloseTo(sigma, 12);
    expect(made.file.hdus[0].header.texts('HISTORY').join(' ')).toContain('noise of each cube: mad of the channels asked for');
  });

  test('of each channel the card has the median, of the smoothed cube there is another one', async () => {
    const made = await make(path(), { moments: [0], nsigma: 1, noiseScope: 'channel', smoothV: 'hanning' });
    const { header } = made.file.hdus[0];
    const sigmas = Array.from({ length: nz }, (_, k) => mad([...values.subarray(k * plane, (k + 1) * plane)]));
    expect(header.number('SIGMA')).toBeCloseTo(median(sigmas), 9);
    expect(header.number('SMSIG')).toBeLessThan(0.8 * header.number('SIGMA')!);
  });

  test('SIGMA says it', async () => {
    const made = await make(path(), { moments: [8], errors: true, nsigma: 3, sigma: 0.5 });
    expect(made.file.hdus[0].header.number('SIGMA')).toBe(0.5);
    expect(made.plan.passNames).toEqual(['sums']);
    const nchan = await made.values('NCHAN');
    for (let i = 0; i < plane; i += 7) {
      const kept = Array.from({ length: nz }, (_, k) => values[k * plane + i]).filter((value) => value >= 1.5);
      expect(nchan[i]).toBe(kept.length);
    }
    for (const error of Array.from(await made.values('MOM8_ERR'))) if (!Number.isNaN(error)) expect(error).toBe(0.5);
  });

  test.each([
    [{ moments: [8], nsigma: 3, noiseChannels: [21, 30] }, 'NOISECHAN: the file has channels 1 to 20, got 21 30'],
    [{ moments: [8], nsigma: 3, noiseChannels: [1, 8], noiseScope: 'pixel' }, 'among the channels that are asked for, 11 to 14'],
    [{ moments: [8], nsigma: 3, noiseChannels: [1, 8], smoothV: 'hanning' }, 'the noise of the smoothed cube is measured in it'],
    [{ moments: [8], nsigma: 3, noiseChannels: [1, 8], noiseScope: 'channel' }, 'takes no NOISECHAN'],
    [{ moments: [8], nsigma: 3, sigma: 1, noise: 'clip' }, 'give one or the other'],
  ] as const)('what cannot be: %j', async (request, message) => {
    await expect(make(path(), request as MomentRequest, { options: { filters } })).rejects.toThrow(message);
  });
});

test.each(['mad', 'negative', 'clip', 'gauss'] as const)('of many samples the noise is measured by classes: %s', async (estimator) => {
  const [nx, ny, nz] = [256, 256, 5];
  const values = noise(nx * ny * nz, () => 3);
  const path = writeCube({ axes: [nx, ny, nz], cards: velocity, values });
  const made = await make(path, { moments: [8], errors: true, noise: estimator });
  const [expected, tolerance] = estimator === 'mad' ? [mad([...values]), 1e-3] : [3, 0.03];
  expect(Math.abs((await made.values('MOM8_ERR'))[0] / expected - 1)).toBeLessThan(tolerance);
});

test('samples below n times the noise do not count; M1 and M2 are blank where M0 is weak', async () => {
  const [nx, nz] = [64, 40];
  const values = noise(nx * nz, () => 1);
  for (let i = 0; i < nx; i += 2) values[20 * nx + i] += 50;
  const path = writeCube({ axes: [nx, 1, nz], cards: velocity, values });
  const made = await make(path, { moments: [0, 1], errors: true, nsigma: 3, snr: true, snrBlank: 10 });
  const [m0, m1, snr, nchan] = await Promise.all(['MOM0', 'MOM1', 'SNR', 'NCHAN'].map((name) => made.values(name)));
  const sigma = mad([...values]);
  for (let i = 0; i < nx; i++) {
    const kept = Array.from({ length: nz }, (_, k) => values[k * nx + i]).filter((value) => value >= 3 * sigma);
    expect(nchan[i]).toBe(kept.length);
    if (kept.length > 0) expect(m0[i]).toBeCloseTo(kept.reduce((a, b) => a + b, 0) * 2, 9);
    else expect(m0[i]).toBeNaN();
    expect(Number.isNaN(m1[i])).toBe(!(snr[i] >= 10));
  }
  expect(made.plan.passes).toBe(2);
});

test('an image of variances gives the errors, unless the noise is to be measured', async () => {
  const [nx, nz] = [3, 6];
  const values = noise(nx * nz, () => 1).map((value) => value + 20);
  const variances = Float64Array.from(values, (_, i) => 0.01 * (1 + i));
  const path = writeCube({ axes: [nx, 1, nz], cards: velocity, values, extension: { name: 'STAT', values: variances } });
  for (const making of [{}, { staged: true }, { site: { blockPixels: 1 } }]) {
    const made = await make(path, { moments: [0], errors: true }, making);
    const errors = await made.values('MOM0_ERR');
    for (let i = 0; i < nx; i++) {
      const sum = Array.from({ length: nz }, (_, k) => variances[k * nx + i] * 4).reduce((a, b) => a + b, 0);
      expect(errors[i]).toBeCloseTo(Math.sqrt(sum), 12);
    }
    expect(made.plan.passes).toBe(1);
    expect(made.file.hdus[0].header.texts('HISTORY').join(' ')).toContain('variances in HDU 1');
  }
  const measured = await make(path, { moments: [0], errors: true, noise: 'mad' });
  expect((await measured.values('MOM0_ERR'))[0]).toBeCloseTo(2 * Math.sqrt(nz) * mad([...values]), 9);
  expect(measured.plan.passes).toBe(2);
});

test('the header keeps the sky and says what was done', async () => {
  const made = await make(
    `${folder}bitpix-32.fits`,
    { moments: [0, 1, 2], include: [0, 100] },
    { options: { filters: { channels: [2, 8] } } },
  );
  const { header } = made.hdu('MOM1');
  const said = (keyword: string) => header.value(keyword);
  expect(['NAXIS', 'NAXIS1', 'NAXIS2', 'CTYPE1', 'CRPIX2', 'BITPIX'].map(said)).toEqual([2, 6, 5, 'RA---SIN', 2, -32]);
  expect(['BUNIT', 'BTYPE', 'MOMORDER', 'VELDEF', 'CHANLO', 'CHANHI', 'SPECSYS'].map(said)).toEqual([
    'km s-1',
    'Velocity',
    1,
    'RADI-LSR',
    2,
    8,
    'LSRK',
  ]);
  expect(['RESTFRQ', 'BMAJ', 'SPECLO', 'SPECHI', 'CHANWDTH'].map(said)).toEqual([1.420405752e9, 0.004, 1177.5, 1212.5, 5]);
  expect(['CTYPE3', 'CRVAL3', 'NAXIS3', 'CUNIT3'].map((keyword) => header.has(keyword))).toEqual([false, false, false, false]);
  expect(made.hdu('MOM0').header.value('BUNIT')).toBe('Jy beam-1 km s-1');
  const first = made.file.hdus[0].header;
  expect(['SRCID', 'CREATOR', 'MASKTYPE', 'NAXIS'].map((keyword) => first.value(keyword))).toEqual([
    ORIGIN.sourceId,
    ORIGIN.creator,
    'INCLUDE',
    0,
  ]);
  expect(first.texts('HISTORY').join(' ')).toContain('pixels [1:6,1:5,2:8] of HDU 0 of the source');
  expect(first.texts('HISTORY').join(' ')).toMatch(/moment maps of .* MOMENT=0,1,2 INCLUDE=0 100 CHANNEL=2 8.* kernels: wasm/s);
  const values = Array.from(await made.values('MOM0')).filter((value) => !Number.isNaN(value));
  expect([made.hdu('MOM0').header.number('DATAMIN'), made.hdu('MOM0').header.number('DATAMAX')]).toEqual([
    Math.min(...values),
    Math.max(...values),
  ]);
  for (const { headerOffset, dataOffset, paddedDataLength } of made.file.hdus)
    expect(sumOf(made.bytes.subarray(headerOffset, dataOffset + paddedDataLength)) % 0xffffffff).toBe(0);
});

test('the spectral axis may stay, and the first map may be the primary HDU', async () => {
  const made = await make(
    `${folder}stokes-third.fits`,
    { moments: [0], keepAxis: true, primary: 'first' },
    { options: { filters: { pols: ['I', 'U'] } } },
  );
  const { header, image } = made.file.hdus[0];
  expect(image!.axes).toEqual([6, 5, 2, 1]);
  expect(['CTYPE3', 'CDELT3', 'CTYPE4', 'CRPIX4', 'CDELT4', 'CRVAL4', 'SRCID'].map((keyword) => header.value(keyword))).toEqual([
    'STOKES', 2, 'VRAD', 1, -45000, 1.195e6, ORIGIN.sourceId,
  ]); // prettier-ignore
  const alone = await make(`${folder}stokes-third.fits`, { moments: [0] }, { options: { filters: { pols: ['U'] } } });
  expect(Array.from(await made.values('MOM0')).slice(30)).toEqual(Array.from(await alone.values('MOM0')));
});

test('planes that are not evenly spaced are HDUs of their own', async () => {
  const making = (pols: string[], staged = false): Making => ({ options: { filters: { pols } }, staged });
  for (const staged of [false, true]) {
    const made = await make(`${folder}stokes-first.fits`, { moments: [0, 8] }, making(['I', 'Q', 'V'], staged));
    expect(made.file.hdus.map(({ name, version }) => `${name} ${version}`)).toEqual([
      ' 1',
      'MOM0 1',
      'MOM0 2',
      'MOM0 3',
      'MOM8 1',
      'MOM8 2',
      'MOM8 3',
    ]);
    const alone = await make(`${folder}stokes-first.fits`, { moments: [8] }, making(['V']));
    expect(Array.from(await made.values('MOM8', 3))).toEqual(Array.from(await alone.values('MOM8')));
  }
});

test('RESTFREQ, DOPPLER, XAXIS and CHANWIDTH change the coordinate', async () => {
  const of = async (options: object) =>
    (await make(`${folder}freq.fits`, { moments: [0] }, { options: { filters: {}, ...options } })).cube.spectral;
  const [radio, optical, other, native, constant] = await Promise.all(
    [{}, { doppler: 'optical' }, { restFrequencyHz: 1.42e9 }, { native: true }, { constantWidth: true, doppler: 'optical' }].map(of),
  );
  const [rest, frequency, c] = [1.420405752e9, 1.4147e9, 299792.458];
  expect([radio.values[3], radio.doppler]).toEqual([expect.closeTo(c * (1 - frequency / rest), 9), 'radio']);
  expect(optical.values[3]).toBeCloseTo(c * (rest / frequency - 1), 9);
  expect(other.values[3]).toBeCloseTo(c * (1 - frequency / 1.42e9), 9);
  expect([native.values[3], native.unit, native.isVelocity]).toEqual([frequency, 'Hz', false]);
  expect(new Set(constant.widths).size).toBe(1);
  expect(constant.widths[3]).toBeCloseTo(optical.widths[3], 9);
});

test('a rest frequency in another unit than Hz is refused; a line of long ago is not', async () => {
  const of = (restFrequencyHz: number, doppler?: 'optical') =>
    make(`${folder}freq.fits`, { moments: [0] }, { options: { filters: {}, restFrequencyHz, doppler } });
  await expect(of(1.42e6)).rejects.toThrow(
    /^RESTFREQ needs the frequency of a line in Hz, and the channels are at 1\.41\d+e\+9 to 1\.4\d+e\+9 Hz; got 1420000$/,
  );
  await expect(of(1.42e12)).rejects.toThrow(/RESTFREQ needs the frequency of a line in Hz/);
  expect((await of(1.42e10, 'optical')).cube.spectral.values[0]).toBeGreaterThan(2e6);
});

test('each map says how many of its pixels the guard emptied, and which have no error', async () => {
  const [nx, nz] = [40, 8];
  const path = writeCube({ axes: [nx, 1, nz], cards: velocity, values: noise(nx * nz, () => 1) });
  const made = await make(path, { moments: [0, 1, 2, 3, 'w50', 'gausswidth'], errors: true });
  const blanksOf = async (name: string): Promise<number> => Array.from(await made.values(name)).filter(Number.isNaN).length;
  const alone = await make(path, { moments: [1] });
  const guards = made.hdu('MOM1').header.number('NGUARD')!;
  expect(guards).toBeGreaterThan(0);
  expect([await blanksOf('MOM1'), alone.hdu('MOM1').header.number('NGUARD')]).toEqual([guards, guards]);
  expect(made.hdu('MOM2').header.number('NGUARD')).toBeGreaterThanOrEqual(guards);
  expect(['MOM0', 'MOM0_ERR', 'MOM3', 'W50', 'NCHAN'].map((name) => made.hdu(name).header.has('NGUARD'))).toEqual(Array(5).fill(false));
  const note = 'no error map is made of MOM3, W50: there is no formula for one here';
  expect(made.file.hdus[0].header.texts('HISTORY')).toContain(note);
  expect([made.plan.notes, alone.plan.notes]).toEqual([[note], []]);
});

test('VELREF stays where it says what the velocities are', async () => {
  const path = writeCube({ axes: [2, 2, 3], cards: { ...velocity, VELREF: 257 }, values: new Float64Array(12).fill(1) });
  const velrefOf = async (options: object): Promise<unknown[]> => {
    const made = await make(path, { moments: [1] }, { options: { filters: {}, ...options } });
    return [made.file.hdus[0].header.has('VELREF'), made.hdu('MOM1').header.number('VELREF'), made.hdu('MOM1').header.string('VELDEF')];
  };
  expect(await velrefOf({})).toEqual([true, 257, 'RADI-LSR']);
  expect(await velrefOf({ doppler: 'optical' })).toEqual([false, undefined, 'OPTI-LSR']);
  expect(await velrefOf({ native: true })).toEqual([true, 257, undefined]);
});

test('what cannot be is said beforehand', async () => {
  const path = `${folder}awav.fits`;
  await expect(make(path, { moments: [] })).rejects.toThrow(UsageError);
  await expect(make(path, { moments: [0] }, { options: { filters: {}, doppler: 'radio' } })).rejects.toThrow(
    /DOPPLER=radio needs a rest frequency/,
  );
  await expect(make(path, { moments: [0] }, { options: { filters: { bandMetres: [1, 2] } } })).rejects.toThrow(NoOverlapError);
  await expect(make(path, { moments: [0], errors: true, noiseChannels: [40, 50] })).rejects.toThrow(/NOISECHAN/);
  const flat = writeCube({ axes: [2, 2], cards: SKY, values: [1, 2, 3, 4] });
  await expect(make(flat, { moments: [0] })).rejects.toThrow(UnsupportedError);
  await expect(make(flat, { moments: [0] }, { options: { filters: { hdu: '0' } } })).rejects.toThrow(
    'has in HDU 0 (HDU=0) no image with a sky',
  );
});

test('a file that changes meanwhile, and work that nobody wants any more', async () => {
  const path = writeCube({ axes: [2, 2, 3], cards: velocity, values: new Float64Array(12) });
  const changed = makeProduct(path, (cube) => {
    appendFileSync(path, Buffer.alloc(2880));
    return planMoment(cube, { moments: [0] }, ORIGIN);
  });
  await expect(changed).rejects.toThrow(TransientError);
  const stop = new AbortController();
  stop.abort(new CancelledError('gone'));
  await expect(make(path, { moments: [0] }, { signal: stop.signal })).rejects.toThrow(CancelledError);
});

test('pixels outside a shape count as blank', async () => {
  const shape = { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 150.1, latDeg: -32.2, radiusDeg: 0.0016 } } as const;
  const [whole, masked] = await Promise.all(
    [undefined, 'hard' as const].map((maskOut) =>
      make(`${folder}bitpix16.fits`, { moments: [0] }, { options: { filters: { shape, maskOut } } }),
    ),
  );
  const [a, b] = [Array.from(await whole.values('MOM0')), Array.from(await masked.values('MOM0'))];
  expect(b.filter(Number.isNaN).length).toBeGreaterThan(a.filter(Number.isNaN).length);
  b.forEach((value, i) => Number.isNaN(value) || expect(value).toBe(a[i]));
  expect(b.some((value) => !Number.isNaN(value))).toBe(true);
});

test('the same request has the same tag, another one another', async () => {
  const plans = await Promise.all(
    [[0], [0], [1]].map(async (moments) => (await make(`${folder}log.fits`, { moments } as MomentRequest)).plan.etag),
  );
  expect(plans[0]).toBe(plans[1]);
  expect(plans[0]).not.toBe(plans[2]);
});
