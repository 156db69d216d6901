import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cutAndCompare } from './support/cutout.js';
import { ask } from './support/http.js';
import { startService, type Service } from './support/service.js';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

const channels = (shapes: readonly (readonly number[])[], axis: number): number => shapes[0][axis];
const C = 299792458;

describe('BAND', () => {
  test.each([
    ['velocity, CDELT3 < 0', 'vrad.fits', '0.21174 0.21178', 13],
    ['inside one channel', 'vrad.fits', '0.211767 0.2117671', 1],
    ['open below', 'vrad.fits', '-Inf 0.21177', 15],
    ['open above', 'vrad.fits', '0.21177 +Inf', 6],
    ['open on both sides', 'vrad.fits', '-Inf +Inf', 20],
    ['beyond both ends', 'vrad.fits', '0.1 0.3', 20],
    ['from zero', 'vrad.fits', '0 0.21177', 15],
    ['a scalar, written as a pair of equal numbers', 'vrad.fits', '0.21176 0.21176', 1],
    ['frequency, CDELT3 < 0', 'stokes-iv.fits', `${C / 1.4248e9} ${C / 1.4242e9}`, 4],
    ['VELO-LSR', 'velo-lsr.fits', '0.211767 0.21178', 5],
    ['frequency behind the polarization axis', 'stokes-iquv.fits', `${C / 4.803e9} ${C / 4.801e9}`, 3],
    ['air wavelengths asked for in vacuum', 'air.fits', '476e-9 477e-9', 9],
    ['a spectrum', 'spectrum.fits', '520e-9 530e-9', 21],
  ])('%s', async (_, file, band, wanted) => {
    // a spectrum comes as VOTable when nothing else is said
    const { shapes, faults } = await cutAndCompare(service, file, { BAND: band, RESPONSEFORMAT: 'fits' });
    expect(faults).toEqual([]);
    expect(channels(shapes, file === 'stokes-iv.fits' ? 1 : 0)).toBe(wanted);
  });

  test('ends anywhere inside a channel take that channel, and the WCS follows whole channels', async () => {
    // The classic slip is to shift CRPIX by the fraction and the voxels by its integer part.
    for (const part of [0.05, 0.35, 0.45, 0.55, 0.95]) {
      const [low, high] = [C / (1.4246e9 + part * 2e5), C / (1.4242e9 + part * 2e5)];
      expect(await cutAndCompare(service, 'stokes-iv.fits', { BAND: `${low} ${high}` })).toEqual({
        shapes: [[2, 3, 20, 24]],
        faults: [],
      });
    }
  });

  test('channels by their number, counted from 1', async () => {
    expect(await cutAndCompare(service, 'vrad.fits', { CHANNEL: '3 5' })).toEqual({ shapes: [[3, 32, 36]], faults: [] });
  });

  test('BAND and CIRCLE together', async () => {
    expect(await cutAndCompare(service, 'vrad.fits', { BAND: '0.21174 0.21178', CIRCLE: '150.1 2.2 0.008' })).toEqual({
      shapes: [[13, 15, 15]],
      faults: [],
    });
  });

  test.each([
    ['below', 'vrad.fits', '500e-9 600e-9'],
    ['above', 'vrad.fits', '0.22 0.23'],
    ['just outside', 'stokes-iv.fits', `${C / 1.42515e9} ${C / 1.42512e9}`],
    ['open, on the wrong side', 'vrad.fits', '0.22 +Inf'],
    ['in frequency, taken as metres', 'stokes-iv.fits', '1.42e9 1.43e9'],
  ])('no overlap is 204 without a body: %s', async (_, file, band) => {
    const answer = await ask(`${service.url}/soda/sync`, { ID: service.id(file), BAND: band });
    expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
  });
});
