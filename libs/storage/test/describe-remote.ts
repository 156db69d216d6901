import { describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { CancelledError, DomainError, FatalError, ForbiddenError, NotFoundError, TransientError, UnsupportedError } from '#faults';
import type { ByteSource } from '#fits';
import type { DelayProxy, Mischief } from '../../../test/support/delay-proxy.js';
import type { SourceOpenerOptions } from '../src/source-opener.js';
import { pattern, type Served } from './served.js';

const DATA = pattern(1_200_000);
/** Through the cache, and past it. */
const SMALL = { offset: 300_000, length: 50_000 };
const LARGE = { offset: 200_003, length: 900_000 };

const always = (mischief: Mischief) => () => mischief;
const times = (n: number, mischief: Mischief) => (count: number) => (count < n ? mischief : undefined);

interface Case {
  readonly name: string;
  /** `count` requests were made for the reading before this one */
  readonly mischief: (count: number) => Mischief | undefined;
  /** 'right', or the class and a part of the message */
  readonly end: 'right' | readonly [new (...args: never[]) => DomainError, string];
  readonly requests?: number;
  readonly timeouts?: SourceOpenerOptions['timeouts'];
}

const CHANGED = [TransientError, 'was changed while it was read'] as const;
const SHORT_TIMEOUTS = { connectMs: 1000, headersMs: 1000, bodyMs: 300 };

const WHILE_READING: readonly Case[] = [
  { name: 'nothing', mischief: () => undefined, end: 'right', requests: 1 },
  { name: '503 twice', mischief: times(2, { answer: { status: 503 } }), end: 'right', requests: 3 },
  { name: '500 for ever', mischief: always({ answer: { status: 500 } }), end: [TransientError, 'its store answered 500'], requests: 4 },
  {
    name: '429 with a short pause',
    mischief: times(1, { answer: { status: 429, headers: { 'retry-after': '1' } } }),
    end: 'right',
    requests: 2,
  },
  {
    name: '503 with a long pause',
    mischief: always({ answer: { status: 503, headers: { 'retry-after': '3600' } } }),
    end: [TransientError, 'its store answered 503'],
    requests: 1,
  },
  { name: 'a reset before the answer', mischief: times(2, { cutAfter: 0 }), end: 'right', requests: 3 },
  { name: 'resets for ever', mischief: always({ cutAfter: 0 }), end: [TransientError, 'the connection to its store failed'], requests: 4 },
  { name: 'a reset within the body', mischief: times(3, { cutAfter: 1000 }), end: 'right', requests: 4 },
  { name: 'truncation for ever', mischief: always({ cutAfter: 1000 }), end: [TransientError, 'cannot be read at the moment'], requests: 4 },
  { name: 'a body that stalls', mischief: times(1, { stallAfter: 1000 }), end: 'right', requests: 2, timeouts: SHORT_TIMEOUTS },
  { name: 'another ETag', mischief: always({ headers: { etag: '"other"' } }), end: CHANGED, requests: 1 },
  { name: 'the whole file', mischief: always({ requestHeaders: { range: undefined } }), end: CHANGED, requests: 1 },
  { name: '412', mischief: always({ answer: { status: 412 } }), end: CHANGED, requests: 1 },
  { name: '416', mischief: always({ answer: { status: 416 } }), end: CHANGED, requests: 1 },
  {
    name: 'another size',
    mischief: always({ headers: { 'content-range': `bytes ${SMALL.offset}-${SMALL.offset + 10}/999999` } }),
    end: [DomainError as never, ''],
  },
  {
    name: 'another range',
    mischief: always({ requestHeaders: { range: 'bytes=0-99' } }),
    end: [UnsupportedError, "its store sent 'bytes 0-99/"],
  },
  {
    name: 'no name of the range',
    mischief: always({ headers: { 'content-range': undefined } }),
    end: [UnsupportedError, 'its store sent a range without a name'],
  },
  {
    name: 'several ranges',
    mischief: always({ headers: { 'content-type': 'multipart/byteranges; boundary=x', 'content-range': undefined } }),
    end: [UnsupportedError, 'multipart'],
  },
  { name: 'gzip', mischief: always({ headers: { 'content-encoding': 'gzip' } }), end: [UnsupportedError, "content encoding 'gzip'"] },
  {
    name: 'more bytes promised than sent',
    mischief: always({ headers: { 'content-length': '5000000' } }),
    end: [TransientError, 'cannot be read at the moment'],
    timeouts: SHORT_TIMEOUTS,
  },
  { name: 'fewer bytes promised than sent', mischief: times(1, { headers: { 'content-length': '10' } }), end: 'right' },
  { name: '404', mischief: always({ answer: { status: 404 } }), end: [NotFoundError, 'is no longer there'], requests: 1 },
  { name: '410', mischief: always({ answer: { status: 410 } }), end: [NotFoundError, 'is no longer there'], requests: 1 },
  { name: '401', mischief: always({ answer: { status: 401 } }), end: [ForbiddenError, 'its store refuses it'], requests: 1 },
  { name: '403', mischief: always({ answer: { status: 403 } }), end: [ForbiddenError, 'its store refuses it'], requests: 1 },
  { name: '400', mischief: always({ answer: { status: 400 } }), end: [FatalError, 'its store answered 400'], requests: 1 },
];

/** What every remote store does when things go wrong: the right bytes or an error with a name, and no connection is left behind. */
export function describeRemote(kind: string, server: Served): void {
  describe(`${kind}: what happens to the requests of a reading`, () => {
    for (const { name, mischief, end, requests, timeouts } of WHILE_READING) {
      for (const [way, range] of Object.entries({ cached: SMALL, direct: LARGE })) {
        test(`${name} (${way})`, async () => {
          let opened = false;
          let count = 0;
          const proxy = await server.proxy({ mischief: () => (opened ? mischief(count++) : undefined) });
          const opener = server.opener(proxy.url, { timeouts });
          const source = await opener.open(server.at(proxy.url, await server.put(DATA)), { name: 'a.fits' });
          opened = true;
          const reading = source.read(range);
          if (end === 'right') await expectRight(reading, range.offset);
          else {
            await expect(reading).rejects.toBeInstanceOf(end[0]);
            await expect(reading).rejects.toThrow(end[1]);
            await expect(reading).rejects.toThrow(/^a\.fits /);
          }
          if (requests !== undefined) expect(count).toBe(requests);
          opened = false;
          if (end === 'right') await expectRight(source.read({ offset: 600_000, length: 1000 }), 600_000);
          await source.close();
          await opener.close();
          await nobodyConnected(proxy);
        });
      }
    }
  });

  describe(`${kind}: opening`, () => {
    const opening = async (mischief: (count: number) => Mischief | undefined, bytes = DATA, name?: string): Promise<ByteSource> => {
      const proxy = await server.proxy({ mischief: ({ count }) => mischief(count) });
      return server.opener(proxy.url).open(server.at(proxy.url, await server.put(bytes, name)), { name: 'a.fits' });
    };

    test('503 twice', async () => expectRight((await opening(times(2, { answer: { status: 503 } }))).read(SMALL), SMALL.offset));
    test('a cut within the first bytes', async () => expectRight((await opening(times(1, { cutAfter: 1000 }))).read(SMALL), SMALL.offset));
    test('404', () => expect(opening(always({ answer: { status: 404 } }))).rejects.toBeInstanceOf(NotFoundError));
    test('403', () => expect(opening(always({ answer: { status: 403 } }))).rejects.toBeInstanceOf(ForbiddenError));
    test('a store that has no versions is refused', async () => {
      const reading = opening(always({ headers: { etag: undefined, 'last-modified': undefined } }));
      await expect(reading).rejects.toBeInstanceOf(UnsupportedError);
      await expect(reading).rejects.toThrow('neither ETag nor Last-Modified');
    });
    test('a store that ignores Range: a small file is taken whole', async () => {
      const small = DATA.subarray(0, 500_000);
      const source = await opening(always({ requestHeaders: { range: undefined } }), small);
      expect(source.size).toBe(small.length);
      await expectRight(source.read(SMALL), SMALL.offset);
      await expect(opening(always({ requestHeaders: { range: undefined } }))).rejects.toThrow(
        'does not honour range requests, and the file is larger than 1 MiB',
      );
    });
    test('a weak ETag', async () => expectRight((await opening(always({ headers: { etag: 'W/"1"' } }))).read(SMALL), SMALL.offset));
    test('no ETag', async () => expectRight((await opening(always({ headers: { etag: undefined } }))).read(LARGE), LARGE.offset));
    test('a stored .gz that is told as encoded is the stored bytes', async () => {
      const encoded = always({ headers: { 'content-encoding': 'x-gzip' } });
      await expectRight((await opening(encoded, DATA, 'a.fits.gz')).read(SMALL), SMALL.offset);
      await expect(opening(encoded)).rejects.toThrow("content encoding 'x-gzip'");
    });
  });

  describe(`${kind}: a file that is written anew`, () => {
    test.each(['if-match is obeyed', 'if-match is ignored'])('is never a mixture (%s)', async (how) => {
      const proxy = await server.proxy({
        mischief: () => (how.includes('ignored') ? { requestHeaders: { 'if-match': undefined } } : undefined),
      });
      const opener = server.opener(proxy.url, { freshMs: 60_000 });
      const name = await server.put(DATA);
      const file = server.at(proxy.url, name);
      const source = await opener.open(file, { name: 'a.fits' });
      const version = await opener.version(file, { name: 'a.fits' });
      await expectRight(source.read(SMALL), SMALL.offset);
      const later = DATA.map((byte) => byte ^ 255).subarray(0, 1_100_000);
      await server.put(later, name);
      for (const range of [LARGE, { offset: 900_000, length: 10 }]) {
        const reading = source.read(range);
        await expect(reading).rejects.toBeInstanceOf(TransientError);
        await expect(reading).rejects.toThrow('a.fits was changed while it was read');
      }
      await expectRight(source.read(SMALL), SMALL.offset); // of the version that was opened
      // Having failed, the reading has let go of what was known.
      expect(await opener.version(file, { name: 'a.fits' })).not.toBe(version);
      const again = await opener.open(file, { name: 'a.fits' });
      expect(Array.from(await again.read({ offset: 300_000, length: 3 }))).toEqual(Array.from(later.subarray(300_000, 300_003)));
    });

    test('is noticed once what is known is old', async () => {
      const opener = server.opener(server.url, { freshMs: 0 });
      const name = await server.put(DATA);
      const file = server.at(server.url, name);
      const version = await opener.version(file, { name: 'a.fits' });
      expect(await opener.version(file, { name: 'a.fits' })).toBe(version);
      await server.put(DATA.subarray(5), name);
      expect(await opener.version(file, { name: 'a.fits' })).not.toBe(version);
    });
  });

  describe(`${kind}: readers that leave`, () => {
    test.each([SMALL, LARGE])('from %o: a request that nobody waits for any more is ended', async (range) => {
      const proxy = await server.proxy({ delayMs: 50 });
      const opener = server.opener(proxy.url);
      const source = await opener.open(server.at(proxy.url, await server.put(DATA)), { name: 'a.fits' });
      const stop = new AbortController();
      const readings = [source.read(range, { signal: stop.signal }), source.read(range, { signal: stop.signal })];
      while (proxy.underWay === 0) await pause(1);
      stop.abort();
      for (const reading of readings) await expect(reading).rejects.toBeInstanceOf(CancelledError);
      while (proxy.underWay > 0) await pause(1);
      await expectRight(source.read(range), range.offset);
      await opener.close();
      await nobodyConnected(proxy);
    });

    test('one of two: the other gets its bytes, with one request', async () => {
      const proxy = await server.proxy({ delayMs: 20 });
      const source = await server.opener(proxy.url).open(server.at(proxy.url, await server.put(DATA)), { name: 'a.fits' });
      proxy.reset();
      const leaver = new AbortController();
      const left = source.read(SMALL, { signal: leaver.signal });
      const right = source.read(SMALL);
      leaver.abort();
      await expect(left).rejects.toBeInstanceOf(CancelledError);
      await expectRight(right, SMALL.offset);
      expect(proxy.requests).toBe(1);
    });

    test('one who leaves while a file is opened does not end it for the others', async () => {
      const proxy = await server.proxy({ delayMs: 20 });
      const opener = server.opener(proxy.url);
      const file = server.at(proxy.url, await server.put(DATA));
      const leaver = new AbortController();
      const left = opener.open(file, { name: 'a.fits', signal: leaver.signal });
      const stays = opener.open(file, { name: 'a.fits' });
      leaver.abort();
      await expect(left).rejects.toBeInstanceOf(CancelledError);
      await expectRight((await stays).read(SMALL), SMALL.offset);
      expect(proxy.requests).toBe(2);
    });
  });
}

async function expectRight(reading: Promise<Uint8Array>, offset: number): Promise<void> {
  const got = await reading;
  expect(Buffer.compare(got, DATA.subarray(offset, offset + got.length))).toBe(0);
}

/** Waits until the server sees no connection any more. */
async function nobodyConnected(proxy: DelayProxy): Promise<void> {
  while (proxy.connections > 0) await pause(5);
}
