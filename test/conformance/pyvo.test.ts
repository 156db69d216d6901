import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FitsFile } from '#fits';
import { memorySource } from '#storage';
import { compare } from './support/cutout.js';
import { startService, type Service } from './support/service.js';
import { python } from './support/tool.js';

interface Walk {
  readonly endpoint: string;
  readonly capabilities: readonly string[];
  readonly available: boolean;
  readonly found: readonly string[];
  readonly links: readonly Record<string, string | null>[];
  readonly this: string;
  readonly length: number;
  readonly procs: readonly (readonly string[])[];
  readonly inputs: readonly string[];
  readonly batches: number;
}

let service: Service;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sodalite-pyvo-'));
  service = await startService();
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

const C = 299792458;
const band = [C / 1.4248e9, C / 1.4242e9];
const position = [83.63, -5.39, 0.004];
const range = [83.6263, 83.6337, -5.394, -5.386];

/** What pyVO is told (keywords of process) and what that means to astropy. */
const requests: Record<string, [Record<string, unknown>, Record<string, string | string[]>]> = {
  circle: [{ circle: position }, { CIRCLE: position.join(' ') }],
  polygon: [{ polygon: [83.627, -5.393, 83.633, -5.393, 83.63, -5.386] }, { POLYGON: '83.627 -5.393 83.633 -5.393 83.63 -5.386' }],
  range: [{ pos: `RANGE ${range.join(' ')}` }, { POS: `RANGE ${range.join(' ')}` }],
  band: [{ band }, { BAND: band.join(' ') }],
  pol: [{ pol: 'V' }, { POL: 'V' }],
  pols: [{ pol: ['I', 'V'] }, { POL: ['I', 'V'] }],
  together: [
    { circle: position, band, pol: 'I' },
    { CIRCLE: position.join(' '), BAND: band.join(' '), POL: 'I' },
  ],
};

const beside = [83.64, -5.38, 0.002];

/** Lists of values, which pyVO takes of parameters that are text. */
const lists: Record<string, Record<string, unknown>> = {
  'several-positions': { pos: [position, beside, [0, 89, 0.001]].map((circle) => `CIRCLE ${circle.join(' ')}`), band },
  'several-sections': { pixels: ['[1:10:3,*]', '[0][2:3,2:3,*,1:1]'] },
  masked: { circle: position, maskout: 'hard' },
};

describe('pyVO from Debian', () => {
  let walk: Walk;

  beforeAll(async () => {
    walk = await python<Walk>('pyvo_walk.py', {
      sia: `${service.url}/sia`,
      did: service.id('stokes-iv.fits'),
      position,
      range,
      folder,
      requests: { ...Object.fromEntries(Object.entries(requests).map(([name, [keywords]]) => [name, keywords])), ...lists },
    });
  });

  test('finds the service through its capabilities', () => {
    expect(walk.endpoint).toBe(`${service.url}/sia/query`);
    expect(walk.capabilities).not.toContain(null);
    expect(walk.available).toBe(true);
  });

  test('finds the dataset, follows getdatalink, and downloads #this', async () => {
    const file = await readFile(join(service.data, 'stokes-iv.fits'));
    expect(walk.found).toEqual([service.id('stokes-iv.fits')]);
    expect(walk.links[0]).toMatchObject({ semantics: '#this', error_message: null });
    expect([walk.this, walk.length]).toEqual([createHash('sha256').update(file).digest('hex'), file.length]);
    expect(walk.batches).toBe(1);
  });

  test('takes SODA sync for the first service', () => {
    expect(walk.procs[0]).toEqual(['#cutout', `${service.url}/soda/sync`]);
    expect(walk.inputs).toEqual(expect.arrayContaining(['BAND', 'CIRCLE', 'ID', 'POL', 'POLYGON', 'POS']));
  });

  test.each(Object.keys(requests))('process(%s) gives the pixels that astropy predicts', async (name) => {
    const cutout = await readFile(join(folder, `${name}.fits`));
    expect((await compare(cutout, join(service.data, 'stokes-iv.fits'), requests[name][1])).faults).toEqual([]);
  });

  test.each([
    ['several-positions', ['', 'CUTOUT1', 'CUTOUT2', 'COMBINATIONS']],
    ['several-sections', ['', 'CUTOUT1', 'CUTOUT2', 'COMBINATIONS']],
    ['masked', ['']],
  ])('%s come as the HDUs of one file', async (name, names) => {
    const { hdus } = await FitsFile.open(memorySource(await readFile(join(folder, `${name}.fits`))));
    expect(hdus.map((hdu) => hdu.name)).toEqual(names);
  });

  test.each([
    ['record-processed', 'circle'],
    ['link-processed', 'circle'],
    ['soda-query', 'circle'],
    ['soda-range', 'range'],
  ])('%s does what process does', async (name, like) => {
    const cutout = await readFile(join(folder, `${name}.fits`));
    expect((await compare(cutout, join(service.data, 'stokes-iv.fits'), requests[like][1])).faults).toEqual([]);
    expect((await stat(join(folder, `${name}.fits`))).size).toBeLessThan((await stat(join(service.data, 'stokes-iv.fits'))).size);
  });
});

/** keywords of SIAService.search → the files that it must find */
const searches: Record<string, [Record<string, unknown>, string[]]> = {
  'a circle': [{ pos: [150.1, 2.2, 0.1] }, ['velo-lsr.fits', 'vrad.fits']],
  'a range': [{ pos: [150, 150.2, 2, 2.4] }, ['velo-lsr.fits', 'vrad.fits']],
  'a polygon': [{ pos: [150, 2.1, 150.2, 2.1, 150.1, 2.4] }, ['velo-lsr.fits', 'vrad.fits']],
  'two positions': [
    {
      pos: [
        [0, 10, 0.1],
        [0, 89.9, 0.01],
      ],
    },
    ['pole.fits', 'ra-zero.fits'],
  ],
  'a band': [{ band: [4.8e-7, 4.81e-7] }, ['air.fits']],
  'a time': [{ time: { mjd: [60096, 60096.5] } }, ['stokes-iquv.fits']],
  'a polarization state': [{ pol: 'V' }, ['stokes-iquv.fits', 'stokes-iv.fits']],
  'several states': [{ pol: ['Q', 'V'] }, ['stokes-iquv.fits', 'stokes-iv.fits']],
  'a publisher DID': [{ publisher_did: 'ivo://sodalite.local/data?pole.fits' }, ['pole.fits']],
  'a collection': [{ collection: 'data', target_name: 'POLE' }, ['pole.fits']],
  'another collection': [{ collection: 'elsewhere', target_name: 'POLE' }, []],
  'a target': [{ target_name: 'GALAXY' }, ['air.fits']],
  'a facility': [{ facility: 'CAMERA-SCOPE' }, ['mosaic.fits']],
  'an instrument': [{ instrument: 'IFU' }, ['air.fits']],
  'a type that is no image': [{ data_type: 'spectrum' }, ['spectrum.fits']],
  'a data type with a position': [{ data_type: 'image', pos: [0, 10, 0.1] }, ['ra-zero.fits']],
  'a resolution': [{ spatial_resolution: [11, 13] }, ['vrad.fits']],
  'an exposure': [{ exptime: [3500, 3700], target_name: 'PLANE' }, ['galactic.fits']],
  'a field of view': [{ field_of_view: [1, 2], target_name: 'POLE' }, ['pole.fits']],
  'a format': [{ res_format: 'application/x-votable+xml;content=datalink', target_name: 'POLE' }, ['pole.fits']],
  'nothing there': [{ pos: [250, -60, 0.1] }, []],
};

describe('pyVO searches', () => {
  let found: Record<string, string[] | string>;
  beforeAll(async () => {
    const all = {
      ...Object.fromEntries(Object.entries(searches).map(([name, [keywords]]) => [name, keywords])),
      few: { maxrec: 2 },
      wrong: { maxrec: 2, BAND: 'NONSENSE' },
    };
    found = await python('pyvo_search.py', { sia: `${service.url}/sia`, searches: all });
  });

  test.each(Object.keys(searches))('by %s', (name) => {
    expect(found[name]).toEqual(searches[name][1].map((file) => service.id(file)));
  });

  test('with maxrec', () => {
    expect(found.few).toHaveLength(2);
  });

  test('and shows the reason of a refusal', () => {
    expect(found.wrong).toMatch(/UsageFault: .*BAND/);
  });
});
