import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FitsFile, type Hdu } from '#fits';
import { memorySource } from '#storage';
import { GRID, gridCube, LINE, lineValue, northOf, velocityOf, withVariances } from '../support/line-cube.js';
import { ask, type Pairs } from './support/http.js';
import { startService, type Service } from './support/service.js';
import { run } from './support/tool.js';

/** Operation, dataset, parameters; and names of HDUs that there must be. */
type Order = readonly [operation: string, file: string, values: Pairs, hdus?: readonly string[]];

const [LINES, STAT, MASK, BEAMS, STOKES] = ['line.fits', 'stat.fits', 'mask.fits', 'beams.fits', 'stokes-iquv.fits'];
const CENTER = `${GRID.lonDeg} ${GRID.latDeg}`;
const CIRCLE = `${CENTER} 0.005`;
const ALL = '-1 0 1 2 3 4 5 6 7 8 9 10 11 variance skewness kurtosis order3 order8 peak peakx w20 w50 gausswidth boxwidth'.split(' ');
const slice = { CENTER, PA: '30', LENGTH: '40' };
const path = { PATH: `149.996 2 ${CENTER} 150 2.004`, WIDTH: '6' };
const rings = { CENTER, RINGSTEP: '5', RMAX: '25', INCLINATION: '40', PA: '30' };
const onBeams = { CENTER: '50 -30', PA: '30', LENGTH: '20' };
const onStokes = { CENTER: '187.7 12.39', PA: '30', LENGTH: '40' };

const ORDERS: readonly Order[] = [
  // every map, every choice of samples
  ['moment', LINES, { MOMENT: ALL }],
  ['moment', LINES, { MOMENT: ALL, NSIGMA: '2', ERRORS: '1', SNR: '1', SNRBLANK: '3' }, ['MOM0', 'MOM0_ERR', 'SNR', 'NCHAN']],
  ['moment', LINES, { MOMENT: ALL, INCLUDE: '0.1 5', COMPAT: 'casa' }],
  ['moment', LINES, { MOMENT: ['0', '4'], EXCLUDE: '0.2', GUARD: '0', ZEROBLANK: '1' }],
  ['moment', LINES, { MOMENT: '0', NSIGMA: '2', ABS: '1', NOISE: 'clip', NOISESCOPE: 'channel' }],
  ['moment', LINES, { MOMENT: '0', NSIGMA: '2', CENTRE: 'median', NOISE: 'clip', NOISECHAN: '1 8' }],
  ['moment', LINES, { MOMENT: '1', ERRORS: '1', NOISE: 'negative', NOISESCOPE: 'pixel' }],
  // masks
  ['moment', LINES, { MOMENT: ['0', '1'], TWOLEVEL: '1', GROWXY: '1', GROWV: '1', MINBEAMS: '1', M12NSIGMA: '3', ERRORS: '1' }],
  ['moment', LINES, { MOMENT: '0', TWOLEVEL: 'smoothed', HI: '5', LO: '3', SMOOTHXY: 'gauss 6', SMOOTHV: 'hanning' }],
  ['moment', LINES, { MOMENT: '0', SMOOTHXY: 'box 3', SMOOTHV: 'box 3', SMOOTHSIGMA: '2' }],
  ['moment', LINES, { MOMENT: '0', MASK }],
  ['moment', LINES, { MOMENT: '0', CIRCLE, MASKOUT: 'hard', VELO: '980 1030' }],
  // errors
  ['moment', LINES, { MOMENT: ['0', '1', '2'], ERRORS: '1', RHO: 'auto', NOISECHAN: '1 8', LIMWIDTH: '10', NSIGMA: '3' }],
  ['moment', LINES, { MOMENT: '0', ERRORS: '1', LINEFREE: '6 7', TAPER: 'hanning' }],
  ['moment', STAT, { MOMENT: ['0', '1', '2', '8'], ERRORS: '1', SNR: '1' }, ['MOM0', 'MOM0_ERR']],
  ['moment', STAT, { MOMENT: '0', NSIGMA: '2', NOISE: 'companion' }],
  // axes, frames, layout
  ['moment', LINES, { MOMENT: ['0', '1'], KEEPAXIS: '1', PRIMARY: 'first' }],
  ['moment', LINES, { MOMENT: ['0', '1'], XAXIS: 'native', CHANWIDTH: 'const' }],
  ['moment', LINES, { MOMENT: '1', DOPPLER: 'relativistic', RESTFREQ: '1.5e9', Z: '0.05', VELO: '-Inf +Inf' }],
  ['moment', LINES, { MOMENT: ['0', '1'], FRAME: 'LSRK' }],
  ['moment', 'air.fits', { MOMENT: ALL, ERRORS: '1' }],
  ['moment', 'vrad.fits', { MOMENT: ALL, ERRORS: '1', NSIGMA: '1', FRAME: 'BARYCENT' }],
  ['moment', STOKES, { MOMENT: ['0', '8'], KEEPAXIS: '1', POL: ['I', 'Q', 'U'] }],
  ['moment', STOKES, { MOMENT: ['0', '8'], POL: ['I', 'Q', 'V'], ERRORS: '1' }],
  ['moment', STOKES, { MOMENT: ['0', '8'], POL: 'PLINEAR', ERRORS: '1' }],
  ['moment', STOKES, { MOMENT: '-1', POL: 'PANGLE' }],
  // channels with beams of their own
  ['moment', BEAMS, { MOMENT: ['0', '8'], ERRORS: '1' }],
  ['moment', BEAMS, { MOMENT: '0', CONVOLVE: 'always', FILLNAN: '1', BEAMTOL: '0' }],
  ['moment', BEAMS, { MOMENT: ['0', '1'], CONVOLVE: 'never' }, ['MOM0', 'MOM1', 'CHANBEAM']],
  ['pv', LINES, slice, ['PATH']],
  ['pv', LINES, { ...slice, WIDTH: '9', COMBINE: 'sum', INTERPOLATION: 'cubic', OVERSAMPLE: '2' }],
  ['pv', LINES, { ...slice, WIDTH: '9', COMBINE: 'max', INTERPOLATION: 'nearest', FIT: '0', SPACING: '3' }],
  ['pv', LINES, { ...slice, SPECBIN: '4', PVNAN: '0.2' }],
  ['pv', LINES, { ...slice, REVERSE: '1', FRAME: 'LSRK' }],
  ['pv', LINES, { ...slice, GEOM: 'pixel' }],
  ['pv', LINES, { ...path, GEOM: 'pixel', COMPAT: 'pvextractor', INTERPOLATION: 'area' }],
  ['pv', LINES, path],
  ['pv', LINES, { CENTER, FIXED: 'RA', LENGTH: '30' }],
  ['pv', LINES, { CENTER, FIXED: 'DEC', LENGTH: '30', VELO: '950 1050' }],
  ['pv', LINES, { OUTLINE: `ELLIPSE ${CENTER} 0.006 0.003 20` }],
  ['pv', 'vrad.fits', { CENTER: '150.1 2.2', PA: '10', LENGTH: '60', SPECBIN: '3' }],
  ['pv', 'air.fits', { CENTER: '338.2 -60.5', PA: '10', LENGTH: '1' }],
  ['pv', BEAMS, { ...onBeams, SPECBIN: '2' }],
  ['pv', BEAMS, { ...onBeams, SPECBIN: '2', CONVOLVE: 'never' }, ['PATH', 'BEAMS']],
  ['pv', BEAMS, { ...onBeams, CONVOLVE: 'always' }],
  ['pv', STOKES, { ...onStokes, POL: ['I', 'V'] }],
  ['pv', STOKES, { ...onStokes, POL: 'PLINEAR' }],
  ['channels', LINES, { STEP: '17.5' }],
  ['channels', LINES, { PANELS: '4', COMBINE: 'integrate', LAYOUT: 'hdus' }, ['CHMAP_1', 'CHMAP_4']],
  ['channels', LINES, { STEP: '1e5', XAXIS: 'native' }],
  ['channels', LINES, { PANELS: '3', FRAME: 'LSRK', CIRCLE, MASKOUT: 'touch' }],
  ['channels', 'vrad.fits', { PANELS: '3' }],
  ['channels', 'air.fits', { PANELS: '3', LAYOUT: 'hdus' }],
  ['channels', BEAMS, { PANELS: '3' }],
  ['channels', BEAMS, { PANELS: '3', CONVOLVE: 'never' }, ['CHANBEAM']],
  ['channels', STOKES, { PANELS: '2', POL: ['I', 'Q'] }],
  ['channels', STOKES, { PANELS: '2', POL: 'PLINEAR', LAYOUT: 'hdus' }],
  ['spectrum', LINES, { CIRCLE: [CIRCLE, `${CENTER} 0.002`], ELLIPSE: `${CENTER} 0.005 0.003 30`, POINT: CENTER }],
  ['spectrum', LINES, { POLYGON: '149.998 1.998 150.002 1.998 150 2.003', METHOD: 'median', SIGMA: '0.1' }],
  ['spectrum', LINES, { CIRCLE, METHOD: 'sum_beam', BACKGROUND: '0.006 0.008', BGSTAT: 'median', APCORR: '1', NANPOL: 'scale' }],
  ['spectrum', LINES, { ANNULUS: `${CENTER} 0.003 0.006`, METHOD: 'extrema', EDGE: 'center', FRAME: 'LSRK' }],
  ['spectrum', LINES, { MASK, METHOD: 'sum' }],
  ['spectrum', STAT, { CIRCLE, NOISE: 'companion' }],
  ['spectrum', 'air.fits', { CIRCLE: '338.2 -60.5 0.0002' }],
  ['spectrum', BEAMS, { CIRCLE: '50 -30 0.002', METHOD: 'sum_beam' }],
  ['spectrum', BEAMS, { CIRCLE: '50 -30 0.002', METHOD: 'sum_beam', CONVOLVE: 'always' }],
  ['spectrum', STOKES, { CIRCLE: '187.7 12.39 0.004', POL: ['I', 'V'] }],
  ['spectrum', STOKES, { CIRCLE: '187.7 12.39 0.004', POL: 'PLINEAR' }],
  ['profile', LINES, { ...rings, SIDE: ['receding', 'approaching'], SECTOR: '-30 30', DISTANCE: '7.7' }],
  ['profile', LINES, { CENTER, RINGS: '2 8 15', WIDTH: '3', PA: '10 20 30', INCLINATION: '40 50 60' }],
  ['profile', STAT, { ...rings, FRAME: 'LSRK' }],
  ['profile', BEAMS, { CENTER: '50 -30', RINGSTEP: '4', RMAX: '12' }],
  ['profile', BEAMS, { CENTER: '50 -30', RINGSTEP: '4', RMAX: '12', CONVOLVE: 'never' }],
  ['profile', STOKES, { CENTER: '187.7 12.39', RINGSTEP: '10', RMAX: '30', POL: 'PLINEAR' }],
  ['profile', 'pole.fits', { CENTER: '0 90', RINGSTEP: '3600', RMAX: '7200' }],
];

/** Of every product, in its first header (kernels.md §1.6). */
const PROVENANCE: readonly [keyword: string, pattern: RegExp][] = [
  ['ORIGIN', /\S/],
  ['CREATOR', /^Sodalite \d+\.\d+\.\d+/],
  ['DATE', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/],
];
/** And in its HISTORY. */
const SAID: Readonly<Record<string, readonly RegExp[]>> = {
  all: [/kernels: wasm/, /HDU \d+ of the source/],
  moment: [/moment maps of/, /channels \d+ to \d+/, /spectral frame/, /coordinate: /],
  pv: [/position-velocity slice of/, /pixels \[/, /channels from .* in the frame/],
  channels: [/channel maps of/, /pixels \[/, /channels from .* in the frame/],
  spectrum: [/spectra of apertures of/, /pixels \[/, /channels from .* in the frame/],
  profile: [/radial profile of/, /pixels \[/],
};
/** Samples or pixels without a value. */
const COUNTS = ['NINVALID', 'SLBLANK', 'NBLANK'];

let service: Service;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sodalite-cube-fits-'));
  const noisy = (x: number, y: number, k: number): number => lineValue(x, y, k) + 0.1 * Math.sin(12.9898 * x + 78.233 * y + 37.719 * k);
  const cubes = {
    [LINES]: gridCube(noisy),
    [STAT]: withVariances(gridCube(noisy), () => 0.005),
    [MASK]: gridCube((x, y, k) => Number(Math.abs(northOf(y)) < 20 && Math.abs(velocityOf(k) - LINE.kmsAt(x)) < 30)),
  };
  service = await startService({
    prepare: async (data) => {
      for (const [name, bytes] of Object.entries(cubes)) await writeFile(join(data, name), bytes);
    },
  });
});
afterAll(async () => {
  await service?.close();
  await rm(folder, { recursive: true, force: true });
});

async function made([operation, file, values]: Order): Promise<{ bytes: Buffer; hdus: readonly Hdu[] }> {
  const mask: Pairs = 'MASK' in values ? { MASK: service.id(values.MASK as string) } : {};
  const format: Pairs = operation === 'spectrum' || operation === 'profile' ? { RESPONSEFORMAT: 'fits' } : {};
  const { status, bytes, text } = await ask(`${service.url}/cube/${operation}/sync`, {
    ID: service.id(file),
    ...values,
    ...mask,
    ...format,
  });
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return { bytes, hdus: (await FitsFile.open(memorySource(bytes, { name: 'product.fits' }))).hdus };
}

describe.each(ORDERS.map((order, i) => [i, ...order] as const))('%i %s of %s %j', (i, ...order) => {
  const [operation, file, values, names = []] = order;

  test('is valid FITS that says where it is from', async () => {
    const { bytes, hdus } = await made(order as unknown as Order);
    const product = join(folder, `${i}.fits`);
    await writeFile(product, bytes);
    expect((await run('fitsverify', ['-q', product])).out).toMatch(/^verification OK/);
    expect(hdus.map(({ name }) => name)).toEqual(expect.arrayContaining([...names]));
    const { header } = hdus[0];
    const origins = PROVENANCE.map(([keyword]) => [keyword, header.string(keyword)]);
    expect(origins).toEqual(PROVENANCE.map(([keyword, pattern]) => [keyword, expect.stringMatching(pattern)]));
    expect(header.string('SRCID')).toBe(service.id(file));
    const history = header.texts('HISTORY').join(' ').replaceAll('\n', ' ');
    expect(SAID[operation].concat(SAID.all).filter((pattern) => !pattern.test(history))).toEqual([]);
    // The request can be read from it, and sent again.
    const unsaid = Object.keys(values).filter((name) => !history.includes(` ${name}=`));
    expect([unsaid, history]).toEqual([[], history]);
    const counts = hdus.flatMap((hdu) => COUNTS.map((keyword) => hdu.header.number(keyword))).filter((count) => count !== undefined);
    expect(counts.length > 0).toBe(['moment', 'pv', 'channels'].includes(operation));
  });
});
