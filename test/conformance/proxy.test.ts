import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, query } from './support/http.js';
import { freePort } from '../support/free-port.js';
import { startNginx, type Front } from './support/nginx.js';
import { startService, type Service } from './support/service.js';
import { run } from './support/tool.js';
import { readVotable, type Votable } from './support/votable.js';

const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'archive.example', 'X-Forwarded-For': '203.0.113.9' };

/** Every address that a {links} document holds. */
function addresses({ rows, descriptors }: Votable): string[] {
  return [...rows.map((row) => row.access_url), ...descriptors.map((d) => d.parameters.accessURL)]
    .filter((url) => url !== null)
    .map(String);
}

async function linksWith(service: Service, headers: Record<string, string>): Promise<string[]> {
  return addresses(await readVotable((await ask(`${service.url}/datalink/links`, { ID: service.id('vrad.fits') }, { headers })).text));
}

test('X-Forwarded-* of a stranger changes no address', async () => {
  const service = await startService();
  const found = await linksWith(service, forwarded);
  expect(found.length).toBeGreaterThan(2);
  for (const url of found) expect(url).toMatch(new RegExp(`^${service.url}/`));
  await service.close();
});

test('X-Forwarded-* of a trusted proxy makes the addresses', async () => {
  const service = await startService({ env: { SODALITE_TRUSTED_PROXIES: '127.0.0.1' } });
  const found = await linksWith(service, forwarded);
  expect(found.length).toBeGreaterThan(2);
  for (const url of found) expect(url).toMatch(/^https:\/\/archive\.example\//);
  await service.close();
});

describe('behind nginx with TLS and a path prefix', () => {
  let service: Service;
  let front: Front;
  let base: string;

  beforeAll(async () => {
    const port = await freePort();
    base = `https://localhost:${port}/archive/v1`;
    service = await startService({ env: { SODALITE_BASE_URL: base } });
    front = await startNginx(port, '/archive/v1', service.url);
  });
  afterAll(async () => {
    await front.close();
    await service.close();
  });

  const curl = (...args: string[]) => run('curl', ['-s', '-S', '--cacert', front.certificate, ...args]);

  test('every address of every document begins with the public one, and opens', async () => {
    const { out } = await curl(`${base}/datalink/links?${query({ ID: service.id('vrad.fits') })}`);
    const document = await readVotable(out);
    for (const url of addresses(document)) expect(url.startsWith(`${base}/`)).toBe(true);
    const file = await curl('-o', '/dev/null', '-w', '%{http_code} %{size_download}', String(document.rows[0].access_url));
    expect(file.out).toBe(`200 ${document.rows[0].content_length}`);
    for (const path of ['/sia/query?MAXREC=3', '/soda/capabilities', '/datalink/capabilities', '/sia/capabilities', '/soda/examples']) {
      const text = (await curl(base + path)).out;
      expect(text.length).toBeGreaterThan(100);
      expect([path, text.includes(service.url)]).toEqual([path, false]);
    }
  });

  test('a cutout keeps its length, its ETag and its ranges', async () => {
    const url = `${base}/soda/sync?${query({ ID: service.id('vrad.fits'), CIRCLE: '150.1 2.2 0.008' })}`;
    const direct = await ask(`${service.url}/soda/sync`, { ID: service.id('vrad.fits'), CIRCLE: '150.1 2.2 0.008' });
    const shown = await curl('-D', '-', '-o', '/dev/null', '-r', '0-2879', url);
    expect(shown.out).toMatch(new RegExp(`content-range: bytes 0-2879/${direct.bytes.length}`, 'i'));
    expect(shown.out).toContain(direct.headers.get('etag')!);
  });
});
