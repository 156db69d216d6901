import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, query } from './support/http.js';
import { startService, type Service } from './support/service.js';
import { run } from './support/tool.js';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const region = { CIRCLE: '150.1 2.2 0.008', BAND: '0.21174 0.21178' };

describe('the same cutout by every encoding', () => {
  test('POST of a form, POST of multipart parts, curl -F, and odd spellings of the names', async () => {
    const parameters = { ID: service.id('vrad.fits'), ...region };
    const url = `${service.url}/soda/sync`;
    const multipart = new FormData();
    for (const [name, value] of Object.entries(parameters)) multipart.append(name, value);
    const answers = [
      await ask(url, parameters),
      await ask(url, {}, { method: 'POST', body: new URLSearchParams(parameters) }),
      await ask(url, {}, { method: 'POST', body: multipart }),
      await ask(url, { id: parameters.ID, circle: region.CIRCLE, Band: region.BAND }),
      await ask(`${url}?${query({ ID: parameters.ID })}`, {}, { method: 'POST', body: new URLSearchParams(region) }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(answers.map((answer) => sha(answer.bytes))).size).toBe(1);
    const fields = Object.entries(parameters).flatMap(([name, value]) => ['-F', `${name}=${value}`]);
    const { out } = await run('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code} %{size_download}', ...fields, url]);
    expect(out).toBe(`200 ${answers[0].bytes.length}`);
  });

  test('plus signs, percent signs and +Inf decode as in any form', async () => {
    const id = service.id('vrad.fits');
    const raw = `${service.url}/soda/sync?ID=${encodeURIComponent(id)}`;
    const sizes = await Promise.all(
      ['BAND=0.21177+%2BInf', 'BAND=0.21177%20+Inf', 'BAND=0.21177+Inf', 'BAND=0.21177%20%20Inf'].map(async (band) => {
        const { status, bytes } = await ask(`${raw}&${band}`);
        return [status, bytes.length];
      }),
    );
    expect(sizes).toEqual(Array(4).fill(sizes[0]));
    expect(sizes[0][0]).toBe(200);
  });
});

describe('HEAD', () => {
  test.each([
    ['a cutout', '/soda/sync', region],
    ['the file', '/files', {}],
  ])('on %s tells the length and the ETag that GET has', async (_, path, parameters) => {
    const request = { ID: service.id('vrad.fits'), ...parameters };
    const [head, get] = [await ask(service.url + path, request, { method: 'HEAD' }), await ask(service.url + path, request)];
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    for (const name of ['content-length', 'content-type', 'etag', 'last-modified', 'accept-ranges', 'content-disposition']) {
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    }
    expect(Number(head.headers.get('content-length'))).toBe(get.bytes.length);
    expect(get.headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect(get.headers.get('accept-ranges')).toBe('bytes');
  });

  test('without overlap and with a bad parameter answers as GET does', async () => {
    const head = async (parameters: Record<string, string>): Promise<number> =>
      (await ask(`${service.url}/soda/sync`, { ID: service.id('vrad.fits'), ...parameters }, { method: 'HEAD' })).status;
    expect([await head({ CIRCLE: '10 -40 0.1' }), await head({ CIRCLE: '1 2 -3' })]).toEqual([204, 400]);
  });

  test.each(['/soda/capabilities', '/datalink/capabilities', '/sia/capabilities', '/datalink/links', '/soda/examples'])(
    '%s',
    async (path) => {
      const answer = await ask(service.url + path, {}, { method: 'HEAD' });
      expect([answer.status, answer.bytes.length]).toEqual([200, 0]);
    },
  );
});

describe('headers for people and browsers', () => {
  test('a cutout is FITS, has a telling name, and may be read from any page', async () => {
    const { headers } = await ask(`${service.url}/soda/sync`, { ID: service.id('vrad.fits'), ...region });
    expect(headers.get('content-type')).toBe('application/fits');
    expect(headers.get('content-disposition')).toMatch(/filename="?vrad_cutout_[^"]+\.fits"?/);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const exposed = headers.get('access-control-expose-headers')?.toLowerCase() ?? '';
    for (const name of ['content-range', 'etag', 'content-length']) expect(exposed).toContain(name);
  });

  test.each(['/datalink/links', '/sia/query?MAXREC=0', '/soda/capabilities'])('%s may be read from any page', async (path) => {
    const { headers } = await ask(service.url + path, {}, { headers: { Origin: 'https://viewer.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test.each(['fits', 'application/fits', 'image/fits'])('RESPONSEFORMAT=%s is answered with a FITS type', async (format) => {
    const answer = await ask(`${service.url}/soda/sync`, { ID: service.id('vrad.fits'), RESPONSEFORMAT: format, ...region });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(format === 'fits' ? 'application/fits' : format);
  });

  test('/files gives the file', async () => {
    const { status, bytes, headers } = await ask(`${service.url}/files`, { ID: service.id('vrad.fits') });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/fits']);
    expect(sha(bytes)).toBe(sha(await readFile(join(service.data, 'vrad.fits'))));
  });

  test('the same request has the same bytes and ETag, another one another ETag', async () => {
    const tag = async (circle: string): Promise<string | null> =>
      (await ask(`${service.url}/soda/sync`, { ID: service.id('vrad.fits'), CIRCLE: circle })).headers.get('etag');
    expect(await tag('150.1 2.2 0.008')).toBe(await tag('150.1 2.2 0.008'));
    expect(await tag('150.1 2.2 0.008')).not.toBe(await tag('150.1 2.2 0.012'));
  });
});
