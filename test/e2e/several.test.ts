import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BinTable, decodePixels, FitsFile, scalingOf } from '#fits';
import { memorySource } from '#storage';
import { startServer, type RunningServer } from '../support/serve.js';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';

const idOf = (name: string) => `ivo://sodalite.local/data?${name}`;
const CUBE = idOf('demo/disc_hi.fits');
const IMAGE = idOf('demo/disc_red.fits');
const SPECTRUM = idOf('demo/disc_spectrum.fits');
const CIRCLE = '150.25 2.5 0.02';
const RICE = 'application/fits;compress=rice';

type Query = readonly (readonly [string, string])[];

let data: string;
let server: RunningServer;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sodalite-data-'));
  await writeDemoCollection(data);
  const cube = await readFile(join(data, 'demo/disc_hi.fits'));
  await writeFile(join(data, 'packed.fits.gz'), gzipSync(cube));
  await writeFile(join(data, 'named.fits.gz'), cube); // it is not compressed, whatever its name says
  const first = await startServer({ data });
  const tiles = await fetch(`${first.url}/soda/sync?${new URLSearchParams({ ID: CUBE, RESPONSEFORMAT: RICE })}`);
  await writeFile(join(data, 'tiles.fits.fz'), Buffer.from(await tiles.arrayBuffer()));
  await first.close();
  server = await startServer({ data });
});
afterAll(async () => {
  await server?.close();
  await rm(data, { recursive: true, force: true });
});

const sync = (query: Query, init?: RequestInit) =>
  fetch(`${server.url}/soda/sync?${new URLSearchParams(query as [string, string][])}`, init);
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const fitsOf = async (query: Query) => {
  const response = await sync(query);
  const bytes = await bytesOf(response);
  expect([response.status, response.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
  return { response, bytes, file: await FitsFile.open(memorySource(bytes)) };
};

/** Any range is what the whole has there. */
async function expectRanges(query: Query): Promise<void> {
  const whole = await sync(query);
  const etag = whole.headers.get('etag')!;
  const bytes = await bytesOf(whole);
  for (const [from, to] of [[0, 99], [2879, 2881], [Math.floor(bytes.length / 3), Math.floor(bytes.length / 2)], [bytes.length - 7, bytes.length - 1]]) {
    const part = await sync(query, { headers: { range: `bytes=${from}-${to}`, 'if-range': etag } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${from}-${to}/${bytes.length}`]);
    expect((await bytesOf(part)).equals(bytes.subarray(from, to + 1))).toBe(true);
  } // prettier-ignore
  const head = await sync(query, { method: 'HEAD' });
  expect(head.headers.get('etag')).toBe(etag);
  expect((await sync(query, { headers: { 'if-none-match': etag } })).status).toBe(304);
}

describe('several values', () => {
  const two: Query = [['ID', CUBE], ['CIRCLE', CIRCLE], ['CIRCLE', '10 2.5 0.02'], ['CHANNEL', '1 5'], ['CHANNEL', '10 10']]; // prettier-ignore

  test('are an image each, and a table tells of all', async () => {
    const { file, bytes } = await fitsOf(two);
    expect(file.hdus.map(({ name }) => name)).toEqual(['', 'CUTOUT1', 'CUTOUT2', 'COMBINATIONS']);
    const table = BinTable.of(file.source, file.hdus[3]);
    expect(await table.texts(table.column('STATUS')!, { first: 0, count: 4 })).toEqual(['OK', 'OK', 'EMPTY', 'EMPTY']);
    const alone = await fitsOf([['ID', CUBE], ['CIRCLE', CIRCLE], ['CHANNEL', '10 10']]); // prettier-ignore
    const pixels = ({ dataOffset, dataLength }: { dataOffset: number; dataLength: number }, of: Buffer) =>
      of.subarray(dataOffset, dataOffset + dataLength);
    expect(pixels(file.hdus[2], bytes).equals(pixels(alone.file.hdus[0], alone.bytes))).toBe(true);
  });

  test('resume like one', () => expectRanges(two));

  test('of which none overlaps are 204', async () => {
    const response = await sync([['ID', CUBE], ['CIRCLE', '10 2.5 0.02'], ['CIRCLE', '20 2.5 0.02']]); // prettier-ignore
    expect([response.status, (await bytesOf(response)).length]).toEqual([204, 0]);
  });
});

describe('several datasets', () => {
  const spelt = CUBE.replace('demo/', 'demo%2F');
  const ids = [CUBE, 'ivo://sodalite.local/data?nothing.fits', IMAGE, spelt];
  const query: Query = [...[...ids, CUBE].map((id) => ['ID', id] as const), ['CIRCLE', CIRCLE]];

  test('are a tar file with a manifest', async () => {
    const response = await sync(query);
    const tar = await bytesOf(response);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
    expect(response.headers.get('content-length')).toBe(String(tar.length));
    expect(response.headers.get('content-disposition')).toMatch(/filename="cutouts_[0-9a-f]{8}\.tar"/);
    const directory = await mkdtemp(join(tmpdir(), 'sodalite-tar-'));
    try {
      execFileSync('tar', ['-xf', '-', '-C', directory], { input: tar });
      const { datasets } = JSON.parse(await readFile(join(directory, 'MANIFEST.json'), 'utf8')) as { datasets: Record<string, string>[] };
      expect(datasets.map(({ id }) => id)).toEqual(ids);
      expect(datasets[1]).toEqual({
        id: 'ivo://sodalite.local/data?nothing.fits',
        reason: expect.stringMatching(/^UsageError: ID "ivo:.*nothing\.fits" is not a dataset/),
      });
      expect(datasets[3].file).toBe(datasets[0].file);
      expect(await readdir(directory)).toHaveLength(3);
      for (const { file, bytes } of [datasets[0], datasets[2]]) expect((await readFile(join(directory, file))).length).toBe(bytes);
      const alone = await fitsOf([['ID', CUBE], ['CIRCLE', CIRCLE]]); // prettier-ignore
      expect((await readFile(join(directory, datasets[0].file))).equals(alone.bytes)).toBe(true);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('resume like one', () => expectRanges(query));

  test('have the same tag whether they have been made or not', async () => {
    const rice: Query = [['ID', CUBE], ['ID', IMAGE], ['CIRCLE', CIRCLE], ['RESPONSEFORMAT', RICE]]; // prettier-ignore
    const head = await sync(rice, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, null]);
    await expectRanges(rice);
    const whole = await sync(rice);
    expect(whole.headers.get('etag')).toBe(head.headers.get('etag'));
    expect((await bytesOf(whole)).length).toBe(Number(whole.headers.get('content-length')));
  });

  test('that all fail are what is wrong with the first', async () => {
    const response = await sync([['ID', 'x'], ['ID', 'y'], ['CIRCLE', CIRCLE]]); // prettier-ignore
    expect([response.status, (await response.text()).slice(0, 33)]).toEqual([404, 'UsageError: ID "x" is not a datas']);
  });

  test('/files sends one at a time', async () => {
    const response = await fetch(`${server.url}/files?${new URLSearchParams([['ID', CUBE], ['ID', IMAGE]])}`); // prettier-ignore
    expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(/^one value is supported for ID/)]);
  });
});

describe('a section of pixels', () => {
  test('with steps, and only that', async () => {
    const { file, bytes } = await fitsOf([['ID', CUBE], ['PIXELS', '[0][11:50:3,*,5:6]']]); // prettier-ignore
    const whole = await readFile(join(data, 'demo/disc_hi.fits'));
    const { hdus } = await FitsFile.open(memorySource(whole));
    const [nx, ny] = hdus[0].image!.axes;
    expect(file.hdus[0].image!.axes).toEqual([14, ny, 2]);
    const values = (of: Buffer, hdu: (typeof hdus)[0]) =>
      decodePixels(of.subarray(hdu.dataOffset, hdu.dataOffset + hdu.dataLength), hdu.image!.bitpix, scalingOf(hdu.header));
    const all = values(whole, hdus[0]);
    const expected = [4, 5].flatMap((z) => Array.from({ length: ny }, (_, y) => Array.from({ length: 14 }, (__, x) => all[10 + 3 * x + nx * (y + ny * z)])).flat()); // prettier-ignore
    expect([...values(bytes, file.hdus[0])]).toEqual(expected);
  });

  test.each([
    ['[1:10', 400, 'UsageError: PIXELS needs a FITS section'],
    ['[10:1,*]', 400, 'UsageError: PIXELS needs the lower end of a range first'],
    ['[7][1:2]', 400, 'UsageError: PIXELS: extension 7 is not in the file'],
    ['[100000:100001]', 204, ''],
  ])('%s', async (pixels, status, text) => {
    const response = await sync([['ID', CUBE], ['PIXELS', pixels]]); // prettier-ignore
    expect([response.status, (await response.text()).slice(0, text.length)]).toEqual([status, text]);
  });
});

describe('a mask', () => {
  test.each(['hard', 'touch'])('%s blanks what is outside', async (mode) => {
    const query: Query = [['ID', CUBE], ['CIRCLE', CIRCLE], ['MASKOUT', mode]]; // prettier-ignore
    const { file, bytes } = await fitsOf(query);
    const { dataOffset, dataLength, image, header } = file.hdus[0];
    const values = decodePixels(bytes.subarray(dataOffset, dataOffset + dataLength), image!.bitpix, scalingOf(header));
    const blank = values.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
    expect(blank % 64).toBe(0);
    expect(blank / values.length).toBeGreaterThan(0.1);
    expect(blank / values.length).toBeLessThan(0.4);
    await expectRanges(query);
  });

  test('needs a shape', async () => {
    const response = await sync([['ID', CUBE], ['CHANNEL', '1 2'], ['MASKOUT', 'hard']]); // prettier-ignore
    expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(/^UsageError: MASKOUT=hard needs a shape/)]);
  });
});

describe('a trial run', () => {
  const trial = async (query: Query) => {
    const response = await sync([...query, ['DRYRUN', '1']]);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    return (await response.json()) as Record<string, unknown>;
  };

  test('tells what would come', async () => {
    const query: Query = [['ID', CUBE], ['CIRCLE', CIRCLE]]; // prettier-ignore
    const { bytes, response } = await fitsOf(query);
    expect(await trial(query)).toMatchObject({
      contentType: 'application/fits',
      fileName: /filename="(.*)"/.exec(response.headers.get('content-disposition')!)![1],
      bytes: bytes.length,
      bytesToRead: expect.any(Number),
      combinations: 1,
      estimatedSeconds: expect.any(Number),
      hdus: [{ name: '', sourceHdu: 0, bitpix: -32, axes: [19, 19, 64] }],
    });
  });

  test('of several datasets', async () => {
    const told = await trial([['ID', CUBE], ['ID', 'nothing'], ['CIRCLE', CIRCLE], ['CIRCLE', '150.26 2.5 0.01']]); // prettier-ignore
    expect(told).toMatchObject({
      contentType: 'application/x-tar',
      combinations: 2,
      datasets: [{ id: CUBE, hdus: [{ name: 'CUTOUT1' }, { name: 'CUTOUT2' }] }, { id: 'nothing', reason: expect.stringContaining('UsageError') }],
    }); // prettier-ignore
  });

  test('fails as the request would', async () => {
    const answers = await Promise.all([
      sync([['ID', CUBE], ['CIRCLE', '10 2.5 0.02'], ['DRYRUN', '1']]), // prettier-ignore
      sync([['ID', 'x'], ['DRYRUN', '1']]), // prettier-ignore
    ]);
    expect(answers.map(({ status }) => status)).toEqual([204, 404]);
  });

  test('of what has no length before it is made', async () => {
    expect(await trial([['ID', CUBE], ['CIRCLE', CIRCLE], ['RESPONSEFORMAT', RICE]])).toMatchObject({ contentType: RICE, bytes: null }); // prettier-ignore
  });
});

describe('compressed files', () => {
  test.each(['packed.fits.gz', 'named.fits.gz', 'tiles.fits.fz'])('%s is cut as the plain file is', async (name) => {
    const query: Query = [['CIRCLE', CIRCLE], ['CHANNEL', '10 40']]; // prettier-ignore
    const [plain, cut] = await Promise.all([fitsOf([['ID', CUBE], ...query]), fitsOf([['ID', idOf(name)], ...query])]);
    const pixels = ({ bytes, file }: typeof cut) => {
      const { dataOffset, dataLength } = file.hdus.find(({ image }) => image)!;
      return bytes.subarray(dataOffset, dataOffset + dataLength);
    };
    expect(pixels(cut).equals(pixels(plain))).toBe(true);
    const { header } = cut.file.hdus.find(({ image }) => image)!;
    for (const keyword of ['CRPIX1', 'CRPIX2', 'CRPIX3', 'BUNIT'])
      expect(header.value(keyword)).toEqual(plain.file.hdus[0].header.value(keyword));
    expect(header.cards.filter(({ keyword }) => /^(Z|TFORM|TTYPE)/.test(keyword))).toEqual([]);
    await expectRanges([['ID', idOf(name)], ...query]);
  });

  test('/files sends the bytes that are stored', async () => {
    const response = await fetch(`${server.url}/files?${new URLSearchParams({ ID: idOf('packed.fits.gz') })}`);
    const bytes = await bytesOf(response);
    expect([response.headers.get('content-type'), response.headers.get('content-encoding')]).toEqual(['application/gzip', null]);
    expect(bytes.equals(await readFile(join(data, 'packed.fits.gz')))).toBe(true);
  });

  test('as FITS a compressed file comes whole and plain', async () => {
    const { bytes, response } = await fitsOf([['ID', idOf('packed.fits.gz')], ['RESPONSEFORMAT', 'fits']]); // prettier-ignore
    expect(response.headers.get('content-type')).toBe('application/fits');
    expect(bytes.equals(await readFile(join(data, 'demo/disc_hi.fits')))).toBe(true);
  });

  test('Rice tiles when they are asked for; HEAD makes nothing', async () => {
    const query: Query = [['ID', CUBE], ['CIRCLE', CIRCLE], ['RESPONSEFORMAT', RICE]]; // prettier-ignore
    const head = await sync(query, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), head.headers.get('content-length')]).toEqual([200, RICE, null]);
    const { file, response } = await fitsOf(query);
    expect(response.headers.get('content-type')).toBe(RICE);
    expect(file.hdus.map(({ kind }) => kind)).toEqual(['image', 'tile-compressed']);
    await expectRanges(query);
  });
});

describe('a spectrum', () => {
  test.each([
    [undefined, 'application/x-votable+xml', /^<\?xml/],
    ['votable', 'application/x-votable+xml', /^<\?xml/],
    ['csv', 'text/csv', /^\w+,/],
    ['fits', 'application/fits', /^SIMPLE/],
  ])('as %s', async (format, contentType, begin) => {
    const query: Query = [['ID', SPECTRUM], ['BAND', '-Inf +Inf'], ...(format ? [['RESPONSEFORMAT', format] as const] : [])]; // prettier-ignore
    const response = await sync(query);
    const text = (await bytesOf(response)).toString('latin1');
    expect([response.status, response.headers.get('content-type')!.slice(0, contentType.length)]).toEqual([200, contentType]);
    expect(text).toMatch(begin);
    await expectRanges(query);
  });

  test('has no Rice tiles, and an image is no VOTable', async () => {
    const rice = await sync([['ID', SPECTRUM], ['BAND', '-Inf +Inf'], ['RESPONSEFORMAT', RICE]]); // prettier-ignore
    const table = await sync([['ID', IMAGE], ['CIRCLE', CIRCLE], ['RESPONSEFORMAT', 'votable']]); // prettier-ignore
    expect([rice.status, table.status]).toEqual([400, 400]);
    expect(await rice.text()).toMatch(/^UsageError: RESPONSEFORMAT: rice cannot be had of disc_spectrum.fits, which is a spectrum/);
    expect(await table.text()).toMatch(/^UsageError: RESPONSEFORMAT: votable cannot be had of disc_red.fits, which is cut as an image/);
  });

  test('is cut as an image by PIXELS', async () => {
    const { response, file } = await fitsOf([['ID', SPECTRUM], ['PIXELS', '[11:20]']]); // prettier-ignore
    expect([response.headers.get('content-type'), file.hdus[0].image!.axes[0]]).toEqual(['application/fits', 10]);
  });

  test('of several bands comes as several tables', async () => {
    const links = await (await fetch(`${server.url}/datalink/links?${new URLSearchParams({ ID: SPECTRUM })}`)).text();
    const [, low, high] = /name="BAND".*?<MIN value="([^"]*)".*?<MAX value="([^"]*)"/s.exec(links)!.map(Number);
    const bands: Query = [['BAND', `${low} ${(low + high) / 2}`], ['BAND', `${(low + high) / 2} ${high}`], ['BAND', '9e9 9e10']]; // prettier-ignore
    const text = await (await sync([['ID', SPECTRUM], ...bands])).text();
    expect(text.match(/<TABLE[ >]/g)).toHaveLength(2);
    const { file } = await fitsOf([['ID', SPECTRUM], ...bands, ['RESPONSEFORMAT', 'fits']]);
    expect(file.hdus.map(({ name }) => name)).toEqual([
      '',
      expect.stringMatching(/^CUTOUT1/),
      expect.stringMatching(/^CUTOUT2/),
      'COMBINATIONS',
    ]);
    expect(links).toMatch(/<PARAM name="contentType" [^>]*value="application\/x-votable\+xml"\/>/);
  });
});
