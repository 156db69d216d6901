import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FitsFile } from '#fits';
import { memorySource } from '#storage';
import { formData } from '../support/form-data.js';
import { startServer, type RunningServer } from '../support/serve.js';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';

const CUBE = 'ivo://sodalite.local/data?demo/disc_hi.fits';
const IMAGE = 'ivo://sodalite.local/data?demo/disc_red.fits';
const CIRCLE = '150.25 2.5 0.02';

let data: string;
let server: RunningServer;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sodalite-data-'));
  await writeDemoCollection(data);
  await writeFile(join(data, 'table.txt'), 'not FITS');
  await symlink('/etc/hostname', join(data, 'outside.fits'));
  await writeFile(join(data, 'short.fits'), (await readFile(join(data, 'demo/disc_red.fits'))).subarray(0, 100_000));
  server = await startServer({ data });
});
afterAll(async () => {
  await server?.close();
  await rm(data, { recursive: true, force: true });
});

const url = (path: string, query: Record<string, string> | [string, string][] = {}) => `${server.url}${path}?${new URLSearchParams(query)}`;
const sync = (query: Record<string, string> | [string, string][], init?: RequestInit) => fetch(url('/soda/sync', query), init);
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('a cutout', () => {
  test('is FITS with the length, tag and name that its headers say', async () => {
    const response = await sync({ ID: CUBE, CIRCLE });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/fits');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="disc_hi_cutout_[0-9a-f]{8}\.fits"$/);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const bytes = await bytesOf(response);
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    const { hdus } = await FitsFile.open(memorySource(bytes));
    expect(hdus[0].image!.axes).toEqual([19, 19, 64]);
  });

  test('HEAD tells the same and sends nothing', async () => {
    const [get, head] = await Promise.all([sync({ ID: CUBE, CIRCLE }), sync({ ID: CUBE, CIRCLE }, { method: 'HEAD' })]);
    for (const name of ['content-length', 'etag', 'content-type', 'last-modified', 'accept-ranges']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
    expect(head.status).toBe(200);
    expect(await bytesOf(head)).toHaveLength(0);
    await get.body!.cancel();
  });

  test.each<[string, RequestInit]>([
    ['form', { method: 'POST', body: new URLSearchParams({ id: CUBE, circle: CIRCLE }) }],
    ['multipart form', { method: 'POST', body: formData({ Id: CUBE, Circle: CIRCLE }) }],
  ])('by POST of a %s, names in any case', async (_, init) => {
    const expected = await bytesOf(await sync({ ID: CUBE, CIRCLE }));
    const response = await fetch(`${server.url}/soda/sync`, init);
    expect(response.status).toBe(200);
    expect((await bytesOf(response)).equals(expected)).toBe(true);
  });

  test('an interrupted download resumes', async () => {
    const whole = await sync({ ID: CUBE, CIRCLE });
    const bytes = await bytesOf(whole);
    const etag = whole.headers.get('etag')!;
    const rest = await sync({ ID: CUBE, CIRCLE }, { headers: { range: 'bytes=5000-', 'if-range': etag } });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([206, `bytes 5000-${bytes.length - 1}/${bytes.length}`]);
    expect((await bytesOf(rest)).equals(bytes.subarray(5000))).toBe(true);
    const other = await sync({ ID: CUBE, CIRCLE }, { headers: { range: 'bytes=5000-', 'if-range': '"another"' } });
    expect([other.status, (await bytesOf(other)).length]).toEqual([200, bytes.length]);
    const beyond = await sync({ ID: CUBE, CIRCLE }, { headers: { range: `bytes=${bytes.length}-` } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
    const same = await sync({ ID: CUBE, CIRCLE }, { headers: { 'if-none-match': etag } });
    expect([same.status, (await bytesOf(same)).length]).toEqual([304, 0]);
  });

  test('the ID alone is the file itself', async () => {
    const [all, file] = await Promise.all([sync({ ID: IMAGE }), fetch(url('/files', { ID: IMAGE }))]);
    const bytes = await bytesOf(all);
    expect(bytes.equals(await readFile(join(data, 'demo/disc_red.fits')))).toBe(true);
    expect((await bytesOf(file)).equals(bytes)).toBe(true);
  });

  test('no overlap is 204 without a body', async () => {
    const response = await sync({ ID: CUBE, CIRCLE: '10 2.5 0.02' });
    expect([response.status, (await bytesOf(response)).length]).toEqual([204, 0]);
  });
});

describe('what bad input gets', () => {
  test.each<[string, [string, string][], number, string]>([
    ['no ID', [['CIRCLE', CIRCLE]], 400, 'UsageError: ID is missing'],
    [
      'an unknown ID',
      [['ID', 'ivo://sodalite.local/data?nothing.fits']],
      404,
      'UsageError: ID "ivo://sodalite.local/data?nothing.fits" is not a dataset',
    ],
    [
      'a negative radius',
      [
        ['ID', CUBE],
        ['CIRCLE', '150 2 -1'],
      ],
      400,
      'UsageError: CIRCLE needs a radius',
    ],
    [
      'a band of one number',
      [
        ['ID', CUBE],
        ['BAND', '0.21'],
      ],
      400,
      'UsageError: BAND',
    ],
    [
      'two HDUs',
      [
        ['ID', CUBE],
        ['HDU', '0'],
        ['HDU', '1'],
      ],
      400,
      'MultiValuedParamNotSupported: one value is supported for HDU, got 2',
    ],
    [
      'more combinations than are made',
      [['ID', CUBE], ...Array.from({ length: 101 }, (_, i): [string, string] => ['CHANNEL', `1 ${i + 1}`])],
      413,
      'UsageError: one request makes up to 100 cutouts (SODALITE_MAX_COMBINATIONS), got 101',
    ],
    [
      'an axis that is not there',
      [
        ['ID', IMAGE],
        ['POL', 'I'],
      ],
      400,
      'UsageError: POL cannot be used',
    ],
    [
      'a format that is not made',
      [
        ['ID', CUBE],
        ['RESPONSEFORMAT', 'image/gif'],
      ],
      400,
      'UsageError: RESPONSEFORMAT',
    ],
    [
      'a misspelt name',
      [
        ['ID', CUBE],
        ['CIRCEL', CIRCLE],
      ],
      400,
      'UsageError: "CIRCEL" is not a parameter',
    ],
    [
      'an HDU that is not there',
      [
        ['ID', CUBE],
        ['HDU', 'SCI'],
      ],
      400,
      'UsageError: HDU: SCI is not in the file',
    ],
  ])('%s', async (_, query, status, text) => {
    const response = await sync(query);
    const body = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/plain; charset=utf-8']);
    expect(body.slice(0, text.length)).toBe(text);
  });

  test.each([
    'ivo://sodalite.local/data?../../etc/passwd',
    'ivo://sodalite.local/data?demo/../demo/disc_hi.fits',
    'ivo://sodalite.local/data?/etc/passwd',
    'ivo://sodalite.local/data?%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    'ivo://sodalite.local/data?demo/disc_hi.fits%00.fits',
    'ivo://sodalite.local/data?demo/disc_hi.fits\0',
    'ivo://sodalite.local/data?outside.fits',
    'ivo://sodalite.local/data?table.txt',
    '/etc/passwd',
    'file:///etc/passwd',
    `${'a'.repeat(5000)}`,
  ])('an ID that tries a path is an unknown one: %.60s', async (id) => {
    const [cutout, file, links] = await Promise.all([
      sync({ ID: id, CIRCLE }),
      fetch(url('/files', { ID: id })),
      fetch(url('/datalink/links', { ID: id })),
    ]);
    expect([cutout.status, file.status, links.status]).toEqual([404, 404, 200]);
    expect(await links.text()).toMatch(/<TD>NotFoundFault: /);
    await Promise.all([cutout.text(), file.text()]);
  });

  test('a body of another type is refused in the protocol’s own words', async () => {
    const response = await fetch(`${server.url}/soda/sync`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([response.status, (await response.text()).split(':')[0]]).toEqual([400, 'UsageError']);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s has no meaning here', async (method) => {
    const response = await sync({ ID: CUBE }, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(await response.text()).toMatch(/^UsageError: (PUT|DELETE|PATCH) has no meaning here/);
  });
});

test('a damaged file is reported as such, wherever it is asked for', async () => {
  const id = 'ivo://sodalite.local/data?short.fits';
  const links = await (await fetch(url('/datalink/links', { ID: id }))).text();
  expect(links).toMatch(/<TD>FatalFault: short\.fits \(HDU 0, .*<\/TD><TD\/><TD>#this<\/TD>/);
  const cutout = await sync({ ID: id, CIRCLE });
  expect([cutout.status, (await cutout.text()).slice(0, 26)]).toEqual([500, 'Error: short.fits (HDU 0, ']);
  const file = await fetch(url('/files', { ID: id }));
  expect([file.status, (await file.text()).slice(0, 19)]).toEqual([500, 'short.fits (HDU 0, ']);
});

test('a client that goes away stops the reading, and the others go on', async () => {
  for (let i = 0; i < 20; i++) {
    await new Promise<void>((gone) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write(
          `GET ${new URL(url('/soda/sync', { ID: CUBE, CHANNEL: '1 60' })).pathname}?${new URLSearchParams({ ID: CUBE, CHANNEL: '1 60' })} HTTP/1.1\r\nHost: x\r\n\r\n`,
        );
      });
      socket.once('data', () => socket.destroy());
      socket.once('close', () => gone());
    });
  }
  const response = await sync({ ID: CUBE, CIRCLE });
  expect([response.status, (await bytesOf(response)).length]).toEqual([200, Number(response.headers.get('content-length'))]);
});
