import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FitsFile } from '#fits';
import { memorySource } from '#storage';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';
import { GRID, gridCube, lineValue, velocityOf } from '../support/line-cube.js';
import { startServer, type RunningServer } from '../support/serve.js';

const id = (file: string): string => `ivo://sodalite.local/data?${file}`;
const [LINE, NO_REST, SPECTRUM] = ['line.fits', 'norest.fits', 'demo/disc_spectrum.fits'].map(id);
/** As in the header, Hz. */
const REST = 1420405751.768;
const C_KMS = 299_792.458;

let root: string;
let server: RunningServer;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sodalite-spectral-'));
  const data = join(root, 'data');
  await mkdir(data);
  await writeDemoCollection(data);
  const cube = gridCube(lineValue);
  await writeFile(join(data, 'line.fits'), cube);
  cube.write('COMMENT ', cube.indexOf('RESTFRQ ='), 'latin1');
  await writeFile(join(data, 'norest.fits'), cube);
  server = await startServer({ data, state: join(root, 'state') });
});
afterAll(async () => {
  await server?.close();
  await rm(root, { recursive: true, force: true });
});

type Query = Record<string, string> | [string, string][];
const ask = (query: Query) => fetch(`${server.url}/soda/sync?${new URLSearchParams(query)}`);

/** The channels of the cube that a cutout has, 1-based, first and last. */
async function channelsOf(query: Query): Promise<number[] | string> {
  const response = await ask(query);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) return `${response.status} ${bytes.toString().trim()}`;
  const { header, image } = (await FitsFile.open(memorySource(bytes))).hdus[0];
  const first = (GRID.channels + 1) / 2 - header.number('CRPIX3')! + 1;
  return [first, first + image!.axes[2] - 1];
}

const velocities = (first: number, last: number): string => `${velocityOf(first - 1) - 1} ${velocityOf(last - 1) + 1}`;
const radio = (kms: number): number => REST * (1 - kms / C_KMS);

describe('a cutout by', () => {
  test.each<[string, Query, number[] | RegExp]>([
    ['velocity', { ID: LINE, VELO: velocities(10, 12) }, [10, 12]],
    ['velocity, an end open', { ID: LINE, VELO: `-Inf ${velocityOf(4)}` }, [1, 5]],
    ['frequency', { ID: LINE, FREQ: `${radio(velocityOf(11))} ${radio(velocityOf(9))}` }, [10, 12]],
    ['another line', { ID: LINE, VELO: '0 0', RESTFREQ: `${radio(velocityOf(6))}` }, [7, 7]],
    [
      'another convention',
      { ID: LINE, VELO: [6, 7].map((k) => C_KMS * (REST / radio(velocityOf(k)) - 1)).join(' '), DOPPLER: 'optical' },
      [7, 8],
    ],
    ['velocity of an axis without a rest frequency', { ID: NO_REST, VELO: velocities(10, 12) }, [10, 12]],
    [
      'another convention there, with the rest frequency',
      { ID: NO_REST, VELO: '1000 1000', DOPPLER: 'optical', RESTFREQ: `${REST}` },
      [20, 20],
    ],
    ['another convention there, without', { ID: NO_REST, VELO: '1000 1000', DOPPLER: 'optical' }, /^400 UsageError.*RESTFREQ/],
    ['frequency there, without', { ID: NO_REST, FREQ: `${radio(velocityOf(11))} ${radio(velocityOf(9))}` }, /^400 UsageError/],
    [
      'frequency there, with the rest frequency',
      { ID: NO_REST, FREQ: `${radio(velocityOf(11))} ${radio(velocityOf(9))}`, RESTFREQ: `${REST}` },
      [10, 12],
    ],
    ['velocities where there is nothing', { ID: LINE, VELO: '5000 6000' }, /^204/],
    ['two ranges at once', { ID: LINE, VELO: '1 2', BAND: '1 2' }, /^400 UsageError: BAND, VELO, FREQ, CHANNEL all choose/],
  ])('%s', async (_, query, expected) => {
    const found = await channelsOf(query);
    if (expected instanceof RegExp) expect(found).toMatch(expected);
    else expect(found).toEqual(expected);
  });

  test('several ranges is a file with an HDU of each', async () => {
    const query: [string, string][] = [['ID', LINE], ['VELO', velocities(3, 4)], ['VELO', velocities(10, 10)]]; // prettier-ignore
    const response = await ask(query);
    const { hdus } = await FitsFile.open(memorySource(Buffer.from(await response.arrayBuffer())));
    expect(hdus.filter(({ name }) => name.startsWith('CUTOUT')).map(({ image }) => image!.axes[2])).toEqual([2, 1]);
  });

  test('frequency of a spectrum is that by wavelength; velocities of one need to be said what they are of', async () => {
    const by = async (query: Record<string, string>): Promise<string> =>
      (await ask({ ID: SPECTRUM, RESPONSEFORMAT: 'csv', ...query })).text();
    const metres = [6560e-10, 6570e-10];
    const hertz = metres.map((each) => 299_792_458 / each).toReversed();
    const rest = 4.568e14;
    const byBand = await by({ BAND: metres.join(' ') });
    expect(byBand.split('\n').length).toBeGreaterThan(3);
    expect(await by({ FREQ: hertz.join(' ') })).toBe(byBand);
    const kms = hertz.map((each) => C_KMS * (1 - each / rest)).toReversed();
    const byVelocity = await by({ VELO: kms.join(' '), DOPPLER: 'radio', RESTFREQ: `${rest}` });
    expect(byVelocity.split('\n').length).toBe(byBand.split('\n').length);
    expect(await by({ BAND: metres.join(' '), RESTFREQ: `${rest}` })).toMatch(/^UsageError: RESTFREQ without VELO/);
    expect(await by({ VELO: kms.join(' ') })).toMatch(/^UsageError: VELO cannot be used on .*DOPPLER and RESTFREQ/);
  });
});
