import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FitsFile, type Hdu } from '#fits';
import { memorySource } from '#storage';
import { writeSparseCube } from '../conformance/support/sparse-cube.js';
import { formData } from '../support/form-data.js';
import { GRID, gridCube, LINE, lineValue, northOf, velocityOf } from '../support/line-cube.js';
import { startServer, type RunningServer } from '../support/serve.js';

const id = (file: string): string => `ivo://sodalite.local/data?${file}`;
const [LINES, OFFSET, FLAT] = ['line.fits', 'offset.fits', 'flat.fits'].map(id);
const CENTER = `${GRID.lonDeg} ${GRID.latDeg}`;

let root: string;
let server: RunningServer;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sodalite-cube-'));
  const data = join(root, 'data');
  await mkdir(data);
  await writeFile(join(data, 'line.fits'), gridCube(lineValue));
  await writeFile(
    join(data, 'offset.fits'),
    gridCube((_, y) => northOf(y)),
  );
  await writeFile(
    join(data, 'flat.fits'),
    gridCube(() => 1),
  );
  await writeSparseCube(join(data, 'large.fits'), [1024, 1024, 2048]);
  server = await startServer({ data, state: join(root, 'state'), env: { SODALITE_SYNC_SECONDS: '3' } });
});
afterAll(async () => {
  await server?.close();
  await rm(root, { recursive: true, force: true });
});

type Query = Record<string, string> | [string, string][];
const url = (operation: string, query: Query) => `${server.url}/cube/${operation}/sync?${new URLSearchParams(query)}`;
const ask = (operation: string, query: Query, init?: RequestInit) => fetch(url(operation, query), init);
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

async function product(operation: string, query: Query): Promise<{ bytes: Buffer; hdus: readonly Hdu[] }> {
  const response = await ask(operation, query);
  const bytes = await bytesOf(response);
  expect([response.status, response.status === 200 ? '' : bytes.toString()]).toEqual([200, '']);
  return { bytes, hdus: (await FitsFile.open(memorySource(bytes))).hdus };
}

/** The float32 pixels of an image. */
function pixelsOf({ bytes, hdus }: { bytes: Buffer; hdus: readonly Hdu[] }, name: string): number[] {
  const { image, dataOffset } = hdus.find((hdu) => hdu.name === name) ?? hdus[0];
  expect(image!.bitpix).toBe(-32);
  const count = image!.axes.reduce((product, length) => product * length, 1);
  return Array.from({ length: count }, (_, i) => bytes.readFloatBE(dataOffset + 4 * i));
}

/** The largest difference, as a part of `scale`. */
function worst(found: readonly number[], expected: (i: number) => number, scale: number): number {
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected(i)) / scale), 0);
}

describe('moments', () => {
  const query: [string, string][] = [['ID', LINES], ...['0', '1', '2', '8', '9'].map((moment): [string, string] => ['MOMENT', moment])];

  test('are those of the line, each an extension', async () => {
    const made = await product('moment', query);
    expect(made.hdus.map(({ name }) => name).filter((name) => name.startsWith('MOM'))).toEqual(['MOM0', 'MOM1', 'MOM2', 'MOM8', 'MOM9']);
    const integral = LINE.peak * LINE.sigmaKms * Math.sqrt(2 * Math.PI);
    expect(worst(pixelsOf(made, 'MOM0'), () => integral, integral)).toBeLessThan(1e-6);
    expect(worst(pixelsOf(made, 'MOM1'), (i) => LINE.kmsAt(i % GRID.width), 1000)).toBeLessThan(1e-6);
    expect(worst(pixelsOf(made, 'MOM2'), () => LINE.sigmaKms, LINE.sigmaKms)).toBeLessThan(1e-5);
    const mom0 = made.hdus.find(({ name }) => name === 'MOM0')!.header;
    expect(mom0.string('BUNIT')).toBe('Jy beam-1 km s-1');
  });

  test('of a range of velocities are those of its channels', async () => {
    const made = await product('moment', { ID: LINES, MOMENT: '8', VELO: '1041 1049' });
    expect(
      worst(pixelsOf(made, 'MOM8'), (i) => Math.max(lineValue(i % GRID.width, 0, 28), lineValue(i % GRID.width, 0, 29)), 2),
    ).toBeLessThan(1e-6);
  });

  test('with NSIGMA and errors', async () => {
    const made = await product('moment', { ID: LINES, MOMENT: '0', NSIGMA: '3', ERRORS: '1' });
    expect(made.hdus.map(({ name }) => name)).toEqual(expect.arrayContaining(['MOM0', 'MOM0_ERR', 'NCHAN']));
  });
});

test('a slice along the meridian of a cube that grows northwards is its own offset', async () => {
  const made = await product('pv', { ID: OFFSET, CENTER, PA: '0', LENGTH: '40' });
  const { header, image } = made.hdus[0];
  const [samples, channels] = image!.axes;
  expect(channels).toBe(GRID.channels);
  const [reference, step] = [header.number('CRPIX1')!, header.number('CDELT1')!];
  expect([header.string('CTYPE1'), header.string('CUNIT1')]).toEqual(['OFFSET', 'arcsec']);
  expect(worst(pixelsOf(made, ''), (i) => ((i % samples) + 1 - reference) * step, GRID.pixelArcsec)).toBeLessThan(1e-3);
});

test('channel maps are the means of their channels', async () => {
  const made = await product('channels', { ID: LINES, STEP: '25' });
  const { image, header } = made.hdus[0];
  expect(image!.axes.slice(0, 2)).toEqual([GRID.width, GRID.height]);
  const first = (i: number) => i % GRID.width;
  const mean = (x: number) => [0, 1, 2, 3, 4].reduce((sum, k) => sum + lineValue(x, 0, 15 + k), 0) / 5;
  const plane = 3 * GRID.width * GRID.height;
  expect(header.string('CTYPE3')).toBeDefined();
  expect(worst(pixelsOf(made, '').slice(plane, plane + GRID.width), (i) => mean(first(i)), 2)).toBeLessThan(1e-6);
});

describe('a spectrum', () => {
  const aperture = { ID: FLAT, CIRCLE: `${CENTER} ${10 / 3600}`, METHOD: 'sum_beam' };
  const flux = (Math.PI * 10 ** 2) / ((Math.PI / (4 * Math.LN2)) * GRID.beamArcsec ** 2);

  test('of a flat cube is the area of the aperture in beams, in every channel', async () => {
    const lines = (await bytesOf(await ask('spectrum', { ...aperture, RESPONSEFORMAT: 'csv' }))).toString().trim().split('\n');
    const [names, ...rows] = lines.map((line) => line.split(','));
    const column = (name: string) => rows.map((row) => Number(row[names.indexOf(name)]));
    expect(rows).toHaveLength(GRID.channels);
    expect(worst(column('FLUX'), () => flux, flux)).toBeLessThan(1e-4);
    expect(worst(column('VELOCITY'), (k) => velocityOf(k) * 1000, 1e6)).toBeLessThan(1e-9);
  });

  test('comes as VOTable by default, and as FITS', async () => {
    const votable = await ask('spectrum', aperture);
    expect(votable.headers.get('content-type')).toBe('application/x-votable+xml');
    expect(await votable.text()).toContain('<TABLE');
    const { hdus } = await product('spectrum', { ...aperture, RESPONSEFORMAT: 'fits' });
    expect(hdus.map(({ kind }) => kind)).toContain('bintable');
  });
});

test('a profile of a flat cube is flat', async () => {
  const query = { ID: FLAT, CENTER, RINGSTEP: '5', RMAX: '25', INCLINATION: '50', PA: '30', RESPONSEFORMAT: 'csv' };
  const response = await ask('profile', query);
  const text = await response.text();
  expect([response.status, text]).toEqual([200, expect.stringContaining('RADIUS')]);
  const [names, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const integral = GRID.channels * GRID.stepKms;
  expect(rows).toHaveLength(5);
  for (const row of rows) expect(Number(row[names.indexOf('MEAN')]) / integral).toBeCloseTo(1, 6);
});

describe.each<[string, Query]>([
  ['moment', { ID: LINES, MOMENT: '1' }],
  ['pv', { ID: LINES, PATH: `${GRID.lonDeg - 0.005} ${GRID.latDeg} ${GRID.lonDeg + 0.005} ${GRID.latDeg}` }],
  ['channels', { ID: LINES, PANELS: '4' }],
  ['spectrum', { ID: LINES, CIRCLE: `${CENTER} 0.003`, RESPONSEFORMAT: 'fits' }],
  ['profile', { ID: LINES, CENTER, RINGS: '2 6 10', RESPONSEFORMAT: 'fits' }],
])('%s', (operation, query) => {
  test('HEAD and DRYRUN tell the exact length of FITS and compute nothing; GET has it', async () => {
    const head = await ask(operation, query, { method: 'HEAD' });
    const trial = await ask(operation, { ...query, DRYRUN: '1' });
    const get = await ask(operation, query);
    const bytes = await bytesOf(get);
    expect([head.status, trial.status, get.status]).toEqual([200, 200, 200]);
    expect([head.headers.get('content-length'), get.headers.get('content-length')]).toEqual([`${bytes.length}`, `${bytes.length}`]);
    for (const name of ['etag', 'content-type', 'content-disposition', 'last-modified', 'sodalite-kernel'])
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    expect(get.headers.get('sodalite-kernel')).toMatch(/^(wasm|gpu); reason=".+"$/);
    expect(await trial.json()).toMatchObject({
      bytes: bytes.length,
      bytesToRead: expect.any(Number),
      kernel: expect.stringMatching(/^(wasm|gpu)$/),
      estimatedSeconds: expect.any(Number),
    });
  });

  test('by form and multipart, and again from what is kept: the same bytes', async () => {
    const expected = await bytesOf(await ask(operation, query));
    const fields = Object.fromEntries(Object.entries(query).map(([name, value]) => [name.toLowerCase(), value as string]));
    for (const body of [new URLSearchParams(fields), formData(fields)]) {
      const response = await fetch(`${server.url}/cube/${operation}/sync`, { method: 'POST', body });
      expect([response.status, (await bytesOf(response)).equals(expected)]).toEqual([200, true]);
    }
    const etag = (await ask(operation, query, { method: 'HEAD' })).headers.get('etag')!;
    const part = await ask(operation, query, { headers: { range: 'bytes=2880-5759', 'if-range': etag } });
    expect([part.status, (await bytesOf(part)).equals(expected.subarray(2880, 5760))]).toEqual([206, true]);
    expect((await ask(operation, query, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('capabilities, availability and examples are there, and the examples work', async () => {
    for (const resource of ['capabilities', 'availability'])
      expect((await fetch(`${server.url}/cube/${operation}/${resource}`)).headers.get('content-type')).toMatch(/^text\/xml/);
    const examples = await (await fetch(`${server.url}/cube/${operation}/examples`)).text();
    const first = /<div id="example1".*?<\/div>/s.exec(examples)![0];
    const pairs = [...first.matchAll(/property="key">([^<]+)<\/span> = <span property="value">([^<]+)</g)].map(
      ([, name, value]): [string, string] => [name, value.replaceAll('&amp;', '&')],
    );
    expect(pairs[0][0]).toBe('ID');
    expect((await ask(operation, pairs, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('what cannot be had', () => {
  test.each<[string, Query, number, string]>([
    ['moment', {}, 400, 'UsageError: ID is missing'],
    ['moment', { ID: 'ivo://x/y' }, 404, 'UsageError: ID "ivo://x/y" is not a dataset'],
    ['moment', { ID: LINES, MOMENT: 'nonsense' }, 400, 'UsageError: MOMENT needs'],
    [
      'moment',
      [
        ['ID', LINES],
        ['ID', FLAT],
      ],
      400,
      'MultiValuedParamNotSupported: one value is supported for ID',
    ],
    ['moment', { ID: LINES, RESPONSEFORMAT: 'image/png' }, 400, 'UsageError: RESPONSEFORMAT "image/png" is a picture'],
    ['pv', { ID: LINES }, 400, 'UsageError: a slice needs PATH, OUTLINE'],
    ['spectrum', { ID: LINES }, 400, 'UsageError: a spectrum needs an aperture'],
  ])('%s %j', async (operation, query, status, message) => {
    const response = await ask(operation, query);
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/plain; charset=utf-8']);
    expect((await response.text()).startsWith(message)).toBe(true);
  });

  test('no overlap is 204 without a body', async () => {
    const response = await ask('moment', { ID: LINES, VELO: '5000 6000' });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  test('a product that is estimated to take too long is refused by name, and so is HEAD; DRYRUN tells of it', async () => {
    const query = { ID: id('large.fits'), MOMENT: '0' };
    const response = await ask('moment', query);
    expect([response.status, await response.text()]).toEqual([
      413,
      expect.stringMatching(/estimated to take \d+ s.*SODALITE_SYNC_SECONDS/),
    ]);
    expect((await ask('moment', query, { method: 'HEAD' })).status).toBe(413);
    const trial = (await (await ask('moment', { ...query, DRYRUN: '1' })).json()) as { estimatedSeconds: number; refused: string };
    expect(trial.estimatedSeconds).toBeGreaterThan(3);
    expect(trial.refused).toMatch(/SODALITE_SYNC_SECONDS/);
  });

  test('nothing is left behind by a client that goes away', async () => {
    const gone = new AbortController();
    const query = { ID: id('large.fits'), MOMENT: '0', CHANNEL: '1 256' };
    let isOver = false;
    const asked = ask('moment', query, { signal: gone.signal })
      .catch((error: Error) => error.name)
      .finally(() => (isOver = true));
    const parts = async () => (await readdir(server.products)).filter((name) => name.endsWith('.part'));
    while ((await parts()).length === 0 && !isOver) await new Promise((next) => setTimeout(next, 5));
    gone.abort();
    expect(await asked).toBe('AbortError');
    while ((await parts()).length > 0) await new Promise((next) => setTimeout(next, 5));
  });
});
