import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, query, type Answer } from './support/http.js';
import { startService, type Service } from './support/service.js';
import { run } from './support/tool.js';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

describe.each([
  ['a cutout', '/soda/sync', { CIRCLE: '150.1 2.2 0.008' }],
  ['a cutout of gathered planes', '/soda/sync', { POL: ['I', 'U'] }],
  ['the file', '/files', {}],
])('%s', (what, path, parameters) => {
  const file = what.includes('planes') ? 'stokes-iquv.fits' : 'vrad.fits';
  const get = (headers: Record<string, string> = {}): Promise<Answer> =>
    ask(service.url + path, { ID: service.id(file), ...parameters }, { headers });
  let whole: Answer;
  beforeAll(async () => void (whole = await get()));

  test('any range is that slice of the whole', async () => {
    const n = whole.bytes.length;
    const ranges: [string, number, number][] = [
      ['bytes=0-0', 0, 0],
      ['bytes=0-2879', 0, 2879],
      ['bytes=2800-2960', 2800, 2960],
      ['bytes=6001-7777', 6001, 7777],
      [`bytes=${n - 1}-`, n - 1, n - 1],
      ['bytes=-1', n - 1, n - 1],
      ['bytes=-5000', n - 5000, n - 1],
      [`bytes=100-${n + 1000}`, 100, n - 1],
      ['bytes=0-', 0, n - 1],
    ];
    for (const [range, first, last] of ranges) {
      const part = await get({ Range: range });
      expect([range, part.status, part.headers.get('content-range')]).toEqual([range, 206, `bytes ${first}-${last}/${n}`]);
      expect(part.bytes.equals(whole.bytes.subarray(first, last + 1))).toBe(true);
      expect(part.headers.get('content-length')).toBe(String(last - first + 1));
      expect(part.headers.get('etag')).toBe(whole.headers.get('etag'));
    }
  });

  test('a range behind the end is 416 and tells the length', async () => {
    const answer = await get({ Range: `bytes=${whole.bytes.length}-` });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, `bytes */${whole.bytes.length}`]);
  });

  test.each(['bytes=5-2', 'bytes=a-b', 'lines=1-2', 'bytes=', 'bytes=-'])('a range that is none (%s) is ignored', async (range) => {
    const answer = await get({ Range: range });
    expect([answer.status, answer.bytes.length]).toEqual([200, whole.bytes.length]);
  });

  test('If-None-Match with the ETag, with a weak one, in a list, and with * is 304 without a body', async () => {
    const tag = whole.headers.get('etag')!;
    for (const value of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const answer = await get({ 'If-None-Match': value });
      expect([value, answer.status, answer.bytes.length]).toEqual([value, 304, 0]);
      expect(answer.headers.get('etag')).toBe(tag);
    }
    expect((await get({ 'If-None-Match': '"other"' })).status).toBe(200);
  });

  test('If-Range holds the part to the same bytes', async () => {
    const range = { Range: 'bytes=0-99' };
    const status = async (value: string): Promise<number> => (await get({ ...range, 'If-Range': value })).status;
    expect(await status(whole.headers.get('etag')!)).toBe(206);
    expect(await status('"other"')).toBe(200);
    expect(await status(`W/${whole.headers.get('etag')!}`)).toBe(200);
    expect(await status(new Date(0).toUTCString())).toBe(200);
  });

  test('curl resumes an interrupted download', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sodalite-resume-'));
    const target = join(folder, 'part.fits');
    await writeFile(target, whole.bytes.subarray(0, 4321));
    const url = `${service.url}${path}?${query({ ID: service.id(file), ...parameters })}`;
    const { code } = await run('curl', ['-s', '-f', '-C', '-', '-o', target, url]);
    const resumed = await readFile(target);
    await rm(folder, { recursive: true });
    expect([code, resumed.equals(whole.bytes)]).toEqual([0, true]);
  });
});
