import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compare } from './support/cutout.js';
import { ask } from './support/http.js';
import { fixture, startService, type Service } from './support/service.js';
import { readVotable } from './support/votable.js';

let service: Service;
let archive: Server;
/** What the archive was asked for: path and range. */
const asked: string[] = [];

beforeAll(async () => {
  const cube = await readFile(fixture('vrad.fits'));
  archive = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.range ?? ''}`);
    if (request.url !== '/pub/CUBES/v%20rad.fits') return void response.writeHead(404).end();
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const part = from === undefined ? cube : cube.subarray(Number(from), to ? Number(to) + 1 : undefined);
    const range = from === undefined ? {} : { 'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${cube.length}` };
    response.writeHead(from === undefined ? 200 : 206, { etag: '"1"', 'accept-ranges': 'bytes', 'content-length': part.length, ...range });
    response.end(request.method === 'HEAD' ? undefined : part);
  });
  await new Promise<void>((listening) => archive.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(archive.address() as AddressInfo).port}`;
  let config = '';
  service = await startService({
    // its place is known when `prepare` has run
    env: {
      get SODALITE_CONFIG() {
        return config;
      },
    },
    prepare: async (_, root) => {
      const dachs = join(root, 'dachs');
      await mkdir(join(dachs, 'res'), { recursive: true });
      await writeFile(join(dachs, 'res/iv.fits.gz'), gzipSync(await readFile(fixture('stokes-iv.fits'))));
      await writeFile(join(root, 'secret.fits'), cube);
      config = join(root, 'sodalite.yaml');
      await writeFile(
        config,
        JSON.stringify({
          stores: { http: [{ host, insecure: true, allowPrivate: true }] },
          locators: [
            { match: 'ivo://org.gavo.dc/~?{path*}', source: { file: `${dachs}/{path}` } },
            { match: 'cadc:{collection}/{name}', source: { https: `http://${host}/pub/{collection}/{name}` } },
          ],
        }),
      );
    },
  });
});
afterAll(async () => {
  await service?.close();
  await new Promise((closed) => archive.close(closed));
});

const DACHS = 'ivo://org.gavo.dc/~?res/iv.fits.gz';
const CADC = 'cadc:CUBES/v rad.fits';

test.each([
  [DACHS, 'stokes-iv.fits', 'application/gzip'],
  ['ivo://org.gavo.dc/~?res%2Fiv.fits.gz', 'stokes-iv.fits', 'application/gzip'],
  [CADC, 'vrad.fits', 'application/fits'],
])('%s: links, file and cutout', async (id, original, contentType) => {
  const { rows } = await readVotable((await ask(`${service.url}/datalink/links`, { ID: id })).text);
  expect(rows[0]).toMatchObject({ ID: id, semantics: '#this', content_type: contentType, error_message: null });
  expect(rows.map(({ semantics }) => semantics)).toContain('#cutout');
  const stored = await readFile(fixture(original));
  const whole = await ask(String(rows[0].access_url));
  expect(whole.headers.get('content-type')).toBe(contentType);
  expect(whole.bytes.equals(contentType === 'application/gzip' ? gzipSync(stored) : stored)).toBe(true);
  const request = { CHANNEL: '3 5' };
  const cutout = await ask(`${service.url}/soda/sync`, { ID: id, ...request });
  expect(cutout.status).toBe(200);
  expect((await compare(cutout.bytes, fixture(original), request)).faults).toEqual([]);
});

test.each([
  'ivo://org.gavo.dc/~?../secret.fits',
  'ivo://org.gavo.dc/~?%2e%2e/secret.fits',
  'cadc:CUBES/..',
  'cadc:CUBES/none.fits',
  'ivo://org.gavo.dc/~?/etc/passwd',
])('%s is no dataset', async (id) => {
  const { rows } = await readVotable((await ask(`${service.url}/datalink/links`, { ID: id })).text);
  expect(rows).toEqual([
    expect.objectContaining({ ID: id, error_message: expect.stringMatching(/^NotFoundFault: ID ".*" is not a dataset of this service$/) }),
  ]);
  expect((await ask(`${service.url}/soda/sync`, { ID: id, CHANNEL: '1 2' })).status).toBe(404);
});

test('only what a rule writes out was ever asked for, and a cutout is ranges', () => {
  expect(new Set(asked.map((line) => line.split(' ')[0]))).toEqual(new Set(['/pub/CUBES/v%20rad.fits', '/pub/CUBES/none.fits']));
  expect(asked.some((line) => /bytes=\d+-\d+/.test(line))).toBe(true);
});

test('SIA lists what was scanned, and no more', async () => {
  const { rows } = await readVotable((await ask(`${service.url}/sia/query`, { ID: [DACHS, CADC, service.id('vrad.fits')] })).text);
  expect(rows.map((row) => row.obs_publisher_did)).toEqual([service.id('vrad.fits')]);
});
