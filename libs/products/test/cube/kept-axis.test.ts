import { afterAll, expect, test } from '@jest/globals';
import type { CardValue } from '#fits';
import { closeWorkers } from '#workers';
import { planMoment, type CubeOptions } from '../../src/index.js';
import { wcsOf } from '../../src/wcs-tables.js';
import { makeProduct, ORIGIN, type Made } from './make-product.js';
import { removeCubes, SKY, spectral, writeCube } from './tiny-cube.js';

afterAll(async () => {
  removeCubes();
  await closeWorkers();
});

const C = 299792458;
const REST = 1.420405752e9;
const VELOCITY = { ...SKY, ...spectral('VRAD', -30_000, 1000, 'm/s'), RESTFRQ: REST, SPECSYS: 'LSRK', BUNIT: 'K' };

const make = (cards: Readonly<Record<string, CardValue>>, options: Partial<CubeOptions> = {}): Promise<Made> =>
  makeProduct(
    writeCube({ axes: [2, 2, 61], cards, values: new Float64Array(4 * 61).fill(1) }),
    (cube) => planMoment(cube, { moments: [0], keepAxis: true }, ORIGIN),
    { options: { filters: {}, ...options } },
  );

/** At 0-based pixels of the axis that was kept, as whoever reads the header finds them. */
async function frequencies(made: Made, alternate = '', pixels = [-0.5, 0, 0.5]): Promise<number[]> {
  const { header, image } = made.hdu('MOM0');
  const { spectral: found } = await wcsOf(header, image!.axes, made.file, alternate);
  const metres = Float64Array.from(pixels);
  found!.metres!.pixelToWorld(metres, metres.length, metres);
  return Array.from(metres, (wavelength) => C / wavelength);
}

const radio = (kilometres: number): number => REST * (1 - (kilometres * 1000) / C);
const EDGES = [radio(-30.5), radio(0), radio(30.5)];

const expectClose = (given: readonly number[], expected: readonly number[]): void =>
  given.forEach((frequency, i) => expect(Math.abs(frequency / expected[i] - 1)).toBeLessThan(1e-12));

test('the channels are where they were, whatever RESTFREQ says of the velocities', async () => {
  expectClose(await frequencies(await make(VELOCITY)), EDGES);
  const other = await make(VELOCITY, { restFrequencyHz: 1.4e9 });
  expectClose(await frequencies(other), EDGES);
  const { header } = other.hdu('MOM0');
  expect(['RESTFRQ', 'CTYPE3', 'CUNIT3'].map((keyword) => header.value(keyword))).toEqual([1.4e9, 'VRAD', 'm/s']);
  expect(header.number('CRVAL3')! / 1000).toBeCloseTo((header.number('SPECLO')! + header.number('SPECHI')!) / 2, 9);
  // the ends are those of the channels, if not what lies between them
  const [first, , last] = await frequencies(await make(VELOCITY, { restFrequencyHz: 1.4e9, doppler: 'optical' }));
  expectClose([first, last], [EDGES[0], EDGES[2]]);
  const optical = { ...VELOCITY, ...spectral('VOPT-F2W', 0, 1000, 'm/s') };
  const [plain, rested] = await Promise.all([{}, { restFrequencyHz: 1.4e9 }].map(async (each) => frequencies(await make(optical, each))));
  expectClose([rested[0], rested[2]], [plain[0], plain[2]]);
});

test.each([2, -1])('PC3_3 = %i is in the width already', async (pc) => {
  const made = await make({ ...VELOCITY, CDELT3: 1000 / pc, PC3_3: pc, PC1_1: 1 });
  expectClose(await frequencies(made), EDGES);
  expect(made.hdu('MOM0').header.number('CDELT3')).toBe(61_000);
});

test('other descriptions of the axis have one pixel as well', async () => {
  const sky = Object.fromEntries(Object.entries(SKY).map(([keyword, value]) => [`${keyword}A`, value]));
  const step = (-REST * 1000) / C;
  const own = { CTYPE3A: 'FREQ', CUNIT3A: 'Hz', CRPIX3A: 1, CRVAL3A: radio(-30), RESTFRQA: REST };
  expectClose(await frequencies(await make({ ...VELOCITY, ...sky, ...own, CDELT3A: step }), 'A'), EDGES);
  expectClose(await frequencies(await make({ ...VELOCITY, ...sky, ...own, CDELT3A: 1, PC3_3A: step }), 'A'), EDGES);
  const cut = await make({ ...VELOCITY, ...sky, ...own, CDELT3A: step }, { filters: { channels: [11, 20] } });
  expectClose(await frequencies(cut, 'A'), [radio(-20.5), radio(-15.5), radio(-10.5)]);
  expectClose(await frequencies(cut), [radio(-20.5), radio(-15.5), radio(-10.5)]);
});
