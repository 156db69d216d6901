import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CUBE_OPERATIONS } from '#ivoa';
import { GRID, gridCube, lineValue, velocityOf } from '../support/line-cube.js';
import { ask } from './support/http.js';
import { startService, type Service } from './support/service.js';
import { python, run } from './support/tool.js';
import { oddities, readVotable } from './support/votable.js';

interface Product {
  readonly verified: string;
  readonly hdus: readonly ProductHdu[];
}

interface ProductHdu {
  readonly name: string;
  readonly kind: string;
  /** numpy order */
  readonly shape: readonly number[];
  readonly bunit: string | null;
  readonly ctypes: readonly string[];
  /** of the first, the middle and the last pixel */
  readonly world: readonly (readonly number[])[] | null;
  readonly finite: number | null;
  readonly history: readonly string[];
}

interface Runs {
  readonly first: string;
  readonly semantics: readonly string[];
  readonly procs: readonly string[];
  readonly products: Readonly<Record<string, Product>>;
  readonly source: ProductHdu;
}

let service: Service;
let folder: string;
let runs: Runs;

const centre = [GRID.lonDeg, GRID.latDeg];
const range = [velocityOf(10), velocityOf(20)];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sodalite-cubes-'));
  service = await startService({ prepare: (data) => writeFile(join(data, 'line.fits'), gridCube(lineValue)) });
  runs = await python<Runs>('pyvo_cube.py', {
    links: `${service.url}/datalink/links`,
    did: service.id('line.fits'),
    file: join(service.data, 'line.fits'),
    folder,
    requests: {
      moments: ['moment', { moment: ['0', '1', '2'], errors: '1' }],
      range: ['moment', { moment: '0', velo: range }],
      slice: ['pv', { center: centre, pa: 90, length: 40 }],
      path: ['pv', { path: [centre[0] - 0.004, centre[1], centre[0], centre[1], centre[0], centre[1] + 0.004], width: 6 }],
      maps: ['channels', { step: 20 }],
      aperture: ['spectrum', { circle: [...centre, 0.003], method: 'sum_beam', responseformat: 'fits' }],
      rings: ['profile', { center: centre, ringstep: 5, rmax: 25, responseformat: 'fits' }],
    },
  });
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

describe('pyVO', () => {
  test('finds the operations behind the cutouts', () => {
    expect(runs.semantics).toEqual(['#this', '#cutout', '#cutout', ...CUBE_OPERATIONS.map(() => '#proc')]);
    expect(runs.first).toBe(`${service.url}/soda/sync`);
    expect(runs.procs).toEqual([...CUBE_OPERATIONS].sort());
  });

  test.each(['moments', 'range', 'slice', 'path', 'maps', 'aperture', 'rings'])(
    'runs %s; the product is valid FITS with right checksums',
    (name) => {
      expect(runs.products[name].verified).toMatch(/^verification OK/);
    },
  );
});

describe('astropy reads', () => {
  const hdu = (product: string, name: string) => runs.products[product].hdus.find((each) => each.name === name)!;

  test('positions of a moment map as those of the cube', () => {
    const map = hdu('moments', 'MOM1');
    expect([map.shape, map.bunit, map.finite]).toEqual([[GRID.height, GRID.width], 'km s-1', GRID.height * GRID.width]);
    map.world!.forEach((position, i) => position.forEach((degrees, axis) => expect(degrees).toBeCloseTo(runs.source.world![i][axis], 9)));
  });

  test('velocities of a slice as those of the cube, and offsets about its middle', () => {
    const slice = runs.products.slice.hdus[0];
    expect(slice.ctypes).toEqual(['OFFSET', 'VRAD']);
    const world = slice.world!;
    expect(Math.abs(world[1][0])).toBeLessThan(1e-6);
    expect(world[0][0]).toBeCloseTo(-world[2][0], 6);
    world.forEach((place, i) => expect(Math.abs(place[1] / runs.source.world![i][2] - 1)).toBeLessThan(1e-9));
  });

  test('velocities of channel maps', () => {
    const { world, shape } = runs.products.maps.hdus[0];
    expect(shape.slice(1)).toEqual([GRID.height, GRID.width]);
    expect(world).not.toBeNull();
  });

  test('where a product is from', () => {
    for (const { hdus } of Object.values(runs.products)) {
      expect(hdus.flatMap(({ history }) => history).join('\n')).toContain(service.id('line.fits').slice(0, 40));
    }
  });
});

describe('the descriptors', () => {
  test.each(['line.fits', 'vrad.fits', 'stokes-iv.fits', 'ra-zero.fits'])(
    'of %s are well-formed for astropy, STILTS and votlint',
    async (file) => {
      const { text } = await ask(`${service.url}/datalink/links`, { ID: service.id(file) });
      expect(oddities(await readVotable(text))).toEqual([]);
      const path = join(folder, `${file}.xml`);
      await writeFile(path, text);
      for (const tool of ['votlint', 'datalinklint']) {
        const { out, err } = await run('stilts', [tool, path]);
        expect((out + err).split('\n').filter((line) => /^(E-|ERROR|W-|WARNING)/.test(line))).toEqual([]);
      }
    },
  );

  test('say what the dataset has', async () => {
    const { descriptors, rows } = await readVotable((await ask(`${service.url}/datalink/links`, { ID: service.id('line.fits') })).text);
    const reference = rows.find((row) => row.description === 'Moment maps')!.service_def;
    const moment = descriptors.find(({ id }) => id === reference)!;
    expect(moment.parameters).not.toHaveProperty('standardID');
    expect(moment.parameters).toMatchObject({ accessURL: `${service.url}/cube/moment/sync`, contentType: 'application/fits' });
    const half = GRID.stepKms / 2;
    expect([moment.inputs.VELO.min, moment.inputs.VELO.max].map(Number)).toEqual([
      velocityOf(0) - half,
      velocityOf(GRID.channels - 1) + half,
    ]);
    expect([moment.inputs.VELO.unit, moment.inputs.CHANNEL.max, moment.inputs.DOPPLER.options]).toEqual([
      'km/s',
      '41',
      ['radio', 'optical', 'relativistic'],
    ]);
    expect((await ask(moment.parameters.exampleURL, {}, { method: 'HEAD' })).status).toBe(200);
  });

  test('an image has profiles only, a spectrum nothing', async () => {
    const described = async (file: string) =>
      (await readVotable((await ask(`${service.url}/datalink/links`, { ID: service.id(file) })).text)).rows
        .filter((row) => row.semantics === '#proc')
        .map((row) => row.description);
    expect(await described('ra-zero.fits')).toEqual(['Radial profiles']);
    expect(await described('spectrum.fits')).toEqual([]);
  });
});
