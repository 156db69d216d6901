import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CUBE_OPERATIONS } from '#ivoa';
import { GRID, gridCube, lineValue } from '../support/line-cube.js';
import { startService, type Service } from './support/service.js';
import { python } from './support/tool.js';

/** Centre (degrees, ICRS), pixel (arcsec), the convention of velocities; without one the axis' own quantity. */
type Cube = readonly [file: string, lonDeg: number, latDeg: number, pixelArcsec: number, doppler?: 'radio' | 'optical'];

const SYNTHETIC: readonly Cube[] = [
  ['line.fits', GRID.lonDeg, GRID.latDeg, GRID.pixelArcsec, 'radio'],
  ['vrad.fits', 150.1, 2.2, 4, 'radio'],
  ['beams.fits', 50, -30, 2, 'radio'],
  ['air.fits', 338.2, -60.5, 0.2],
  ['stokes-iquv.fits', 187.7, 12.39, 4],
];

/** Line cubes of the collection of real files. */
const REAL: readonly Cube[] = [
  ['kapteyn_ngc6946_hi_ncp_i16.fits', 308.718, 60.154, 25.8, 'optical'],
  ['glue_l1448_13co_sfl_vopt.fits', 51.3155714, 30.6172364, 23, 'optical'],
  ['kinms_ngc4324_co_velolsr_4d.fits', 185.77575, 5.2505, 1, 'optical'],
  ['carta_m17swex_freq_3d.fits', 275.1076, -16.227, 0.4, 'radio'],
  ['filfinder_ngc4321_alma_co_vrad_f64.fits', 185.738, 15.8035, 0.5, 'radio'],
  ['casacore_ngc2403_freq_optvelref_4d.fits', 114.88, 65.32, 4, 'radio'],
  ['kapteyn_manyaxes_freqohel_i32.fits', 29.9, 44.95, 36, 'optical'],
  ['mpdaf_muse_hdfs_linear.fits', 20.0019, -30.0, 0.2],
  ['cubeviz_sinfoni_wave_um.fits', 38.20867, -3.3914, 0.125],
  ['cubeviz_manga_wave-log.fits', 205.4435, 27.0003, 0.5],
];

const collection = process.env.SODALITE_REAL_DATA;
if (!collection) console.log('SODALITE_REAL_DATA is not set: products of real cubes are not set against astropy');
const cubes = collection ? [...SYNTHETIC, ...REAL] : SYNTHETIC;

/** Degrees; and parts of a coordinate. */
const TOLERANCES: Readonly<Record<string, number>> = { sky: 1e-9, offset: 1e-9, distance: 1e-9, spectral: 1e-6, radius: 1e-12 };

interface Products {
  readonly [file: string]: { readonly [operation: string]: { readonly verified: string; readonly off: Readonly<Record<string, number>> } };
}

let service: Service;
let folder: string;
let products: Products;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sodalite-cube-wcs-'));
  service = await startService({
    prepare: async (data) => {
      await writeFile(join(data, 'line.fits'), gridCube(lineValue));
      if (collection) for (const [file] of REAL) await copyFile(join(collection, file), join(data, file));
    },
  });
  products = await python<Products>('check_cube_wcs.py', {
    links: `${service.url}/datalink/links`,
    folder,
    datasets: Object.fromEntries(
      cubes.map(([file, ...about]) => [file, { did: service.id(file), file: join(service.data, file), ...ordersOf(about) }]),
    ),
  });
});
afterAll(async () => {
  await service?.close();
  await rm(folder, { recursive: true, force: true });
});

function ordersOf([lonDeg, latDeg, pixel, doppler]: readonly [number, number, number, string?]) {
  const center = [lonDeg, latDeg];
  return {
    doppler: doppler ?? null,
    requests: {
      moment: ['moment', { moment: ['0', '1', '8'] }],
      pv: ['pv', { center, pa: 40, length: 6 * pixel }],
      channels: ['channels', { panels: 3 }],
      spectrum: ['spectrum', { circle: [...center, (2 * pixel) / 3600], responseformat: 'fits' }],
      profile: ['profile', { center, ringstep: 2 * pixel, rmax: 4 * pixel, responseformat: 'fits' }],
    },
  };
}

describe.each(cubes.map(([file]) => file))('%s', (file) => {
  test.each(CUBE_OPERATIONS)('%s by pyVO: valid, and astropy reads the positions and velocities of the cube', (operation) => {
    const { verified, off } = products[file][operation];
    expect(verified).toBe('OK');
    expect(Object.keys(off).length).toBeGreaterThan(0);
    expect(Object.entries(off).filter(([what, difference]) => !(difference <= TOLERANCES[what]))).toEqual([]);
  });
});
