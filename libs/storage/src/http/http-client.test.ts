import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { FatalError, UnsupportedError } from '#faults';
import { pattern, QUICK } from '../../test/served.js';
import { SourceOpener, type SourceOpenerOptions } from '../source-opener.js';
import type { HttpStore } from '../stores.js';

/** A host of this machine: a table from path to where it redirects; anything else is the file. */
interface Host {
  readonly port: number;
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
}

const FILE = Buffer.from(pattern(200_000));
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function host(redirects: (path: string) => string | number | undefined = () => undefined): Promise<Host> {
  const asked: Host['asked'] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push({ path, headers: request.headers });
    const to = redirects(path);
    if (typeof to === 'number') response.writeHead(to).end();
    else if (to !== undefined) response.writeHead(302, { location: to }).end('elsewhere');
    else {
      const [from, last] = /bytes=(\d+)-(\d+)/
        .exec(request.headers.range ?? '')!
        .slice(1)
        .map(Number);
      const body = FILE.subarray(from, last + 1);
      response
        .writeHead(206, {
          etag: '"v1"',
          'content-range': `bytes ${from}-${from + body.length - 1}/${FILE.length}`,
          'content-length': body.length,
        })
        .end(body);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  ends.push(() => (server.closeAllConnections(), server.close()));
  return { port: (server.address() as AddressInfo).port, asked };
}

function opener(http: readonly HttpStore[], options: Partial<SourceOpenerOptions> = {}): SourceOpener {
  const made = new SourceOpener({ http, s3: [] }, { cacheBytes: 1024 * 1024, attempts: QUICK, ...options });
  ends.push(() => made.close());
  return made;
}

const local = (name: string) => async () => [{ address: '127.0.0.1', family: name.includes(':') ? 6 : 4 }];
const ours = (name: string, port: number, more: Partial<HttpStore> = {}): HttpStore => {
  return { host: `${name}:${port}`, insecure: true, allowPrivate: true, ...more };
};
const open = (from: SourceOpener, url: string) => from.open({ kind: 'http', url }, { name: 'a.fits' });

async function expectRefusal(
  opening: Promise<unknown>,
  message: string,
  kind: new (...args: never[]) => Error = FatalError,
): Promise<void> {
  await expect(opening).rejects.toBeInstanceOf(kind);
  await expect(opening).rejects.toThrow(message);
}

describe('only what the configuration names', () => {
  test('another host, another port, another scheme, a URL with a password', async () => {
    const { port, asked } = await host();
    const from = opener([ours('127.0.0.1', port), { host: 'secure.example' }]);
    await expectRefusal(open(from, `http://localhost:${port}/a`), `does not name the host 'localhost:${port}'`);
    await expectRefusal(open(from, 'http://127.0.0.1/a'), "does not name the host '127.0.0.1'");
    await expectRefusal(open(from, `http://user:secret@127.0.0.1:${port}/a`), 'holds a user name or password');
    await expectRefusal(open(from, 'http://secure.example/a'), "allows https only for the host 'secure.example', not http");
    await expectRefusal(open(from, 'file:///etc/passwd'), "does not name the host ''");
    await expectRefusal(open(from, `ftp://127.0.0.1:${port}/a`), 'allows https only');
    await expectRefusal(open(from, 'nonsense'), 'what should be its URL is none');
    await expectRefusal(open(from, `http://127.0.0.1:${port}.evil.example/a`), 'a.fits cannot be read');
    expect(asked).toHaveLength(0);
    expect((await open(from, `http://127.0.0.1:${port}/a`)).size).toBe(FILE.length);
  });

  test.each(['http://2130706433:PORT/', 'http://0x7f.1:PORT/', 'http://127.1:PORT/'])(
    '%s is 127.0.0.1, however it is spelt',
    async (url) => {
      const { port, asked } = await host();
      const from = opener([{ host: `127.0.0.1:${port}`, insecure: true }]);
      await expectRefusal(open(from, url.replace('PORT', String(port))), 'private network');
      expect(asked).toHaveLength(0);
    },
  );
});

describe('private addresses', () => {
  test.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', 'fd00::1', '::ffff:127.0.0.1', '100.64.0.1'])(
    'a name that leads to %s',
    async (address) => {
      const { port, asked } = await host();
      const resolve = async () => [
        { address: '93.184.216.34', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ];
      const from = opener([{ host: `archive.example:${port}`, insecure: true }], { resolve });
      await expectRefusal(open(from, `http://archive.example:${port}/a`), "'archive.example' leads to an address of a private network");
      expect(asked).toHaveLength(0);
    },
  );

  test('an address in the place of a name', async () => {
    const { port, asked } = await host();
    const from = opener([
      { host: `127.0.0.1:${port}`, insecure: true },
      { host: `[::1]:${port}`, insecure: true },
    ]);
    await expectRefusal(open(from, `http://127.0.0.1:${port}/a`), 'private network');
    await expectRefusal(open(from, `http://[::1]:${port}/a`), 'private network');
    expect(asked).toHaveLength(0);
  });

  test('the system resolver is asked for the name that is connected', async () => {
    const { port, asked } = await host();
    await expectRefusal(open(opener([{ host: `localhost:${port}`, insecure: true }]), `http://localhost:${port}/a`), 'private network');
    expect(asked).toHaveLength(0);
    expect((await open(opener([ours('localhost', port)]), `http://localhost:${port}/a`)).size).toBe(FILE.length);
  });

  test('a name that does not resolve', async () => {
    const resolve = (name: string) => Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND' }));
    await expect(open(opener([{ host: 'gone.example' }], { resolve }), 'https://gone.example/a')).rejects.toThrow(
      'a.fits cannot be read at the moment: the connection to its store failed (ENOTFOUND)',
    );
  });
});

describe('redirects', () => {
  test('to a configured host, with its own headers and not those of the first; the way is remembered for the next reads', async () => {
    const mirror = await host();
    const first = await host(() => `http://127.0.0.1:${mirror.port}/real.fits?signature=1`);
    const from = opener([
      ours('127.0.0.1', first.port, { headers: { authorization: 'Bearer first' } }),
      ours('127.0.0.1', mirror.port, { headers: { 'x-mirror': 'yes' } }),
    ]);
    const source = await open(from, `http://127.0.0.1:${first.port}/a.fits`);
    const got = await source.read({ offset: 150_000, length: 1000 });
    expect(Buffer.compare(got, FILE.subarray(150_000, 151_000))).toBe(0);
    expect(first.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer first']);
    expect(mirror.asked.map(({ path, headers }) => [path, headers.authorization, headers['x-mirror']])).toEqual([
      ['/real.fits?signature=1', undefined, 'yes'],
      ['/real.fits?signature=1', undefined, 'yes'],
    ]);
  });

  test('a signed address that has run out: the way begins anew', async () => {
    let valid = 1;
    const mirror = await host((path) => (path === `/?${valid}` ? undefined : 403));
    const first = await host(() => `http://127.0.0.1:${mirror.port}/?${valid}`);
    const source = await open(opener([ours('127.0.0.1', first.port), ours('127.0.0.1', mirror.port)]), `http://127.0.0.1:${first.port}/a`);
    valid = 2;
    expect(await source.read({ offset: 150_000, length: 1000 })).toHaveLength(1000);
    expect(first.asked).toHaveLength(2);
  });

  test('to a host that is not configured, by any address', async () => {
    const inner = await host();
    for (const to of [
      `http://127.0.0.1:${inner.port}/latest/meta-data`,
      `//127.0.0.1:${inner.port}/`,
      'http://169.254.169.254/',
      'file:///etc/passwd',
    ]) {
      const first = await host(() => to);
      await expectRefusal(
        open(opener([ours('127.0.0.1', first.port)]), `http://127.0.0.1:${first.port}/a`),
        "redirects to where 'stores' in the configuration does not allow",
      );
    }
    expect(inner.asked).toHaveLength(0);
  });

  test('to a configured host that has become private', async () => {
    const inner = await host();
    const first = await host(() => `http://mirror.example:${inner.port}/`);
    const stores = [ours('127.0.0.1', first.port), { host: `mirror.example:${inner.port}`, insecure: true }];
    await expectRefusal(open(opener(stores, { resolve: local('mirror') }), `http://127.0.0.1:${first.port}/a`), 'private network');
    expect(inner.asked).toHaveLength(0);
  });

  test('from https-only to http', async () => {
    const first = await host(() => 'http://mirror.example/');
    const from = opener([ours('127.0.0.1', first.port), { host: 'mirror.example' }]);
    await expectRefusal(open(from, `http://127.0.0.1:${first.port}/a`), "redirects to where 'stores' in the configuration does not allow");
  });

  test('three are followed, a fourth is not', async () => {
    const next = (path: string): string | undefined => (path === '/3' ? undefined : `/${Number(path.slice(1)) + 1}`);
    const short = await host(next);
    expect((await open(opener([ours('127.0.0.1', short.port)]), `http://127.0.0.1:${short.port}/0`)).size).toBe(FILE.length);
    const circle = await host(() => '/again');
    await expectRefusal(
      open(opener([ours('127.0.0.1', circle.port)]), `http://127.0.0.1:${circle.port}/0`),
      'redirects more than 3 times',
      UnsupportedError,
    );
    expect(circle.asked).toHaveLength(4);
  });
});
