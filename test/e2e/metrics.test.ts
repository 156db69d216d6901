import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { metricsMarkdown } from '#ops';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';
import { freePort } from '../support/free-port.js';
import { metricOf } from '../support/metrics.js';
import { startServer, type RunningServer } from '../support/serve.js';

const ID = 'ivo://sodalite.local/data?demo/disc_hi.fits';

let data: string;
let server: RunningServer;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sodalite-metrics-'));
  await writeDemoCollection(data);
  server = await startServer({ data, env: { SODALITE_KERNELS: 'wasm' } });
});
afterAll(async () => {
  await server?.close();
  await rm(data, { recursive: true, force: true });
});

const metric = (name: string, labels?: string) => metricOf(server.url, name, labels);
const get = async (path: string, query: Record<string, string>): Promise<number> => {
  const response = await fetch(`${server.url}${path}?${new URLSearchParams(query)}`);
  return (await response.arrayBuffer()).byteLength;
};

describe('/metrics', () => {
  test('counts requests by the route that they took, and what was sent', async () => {
    const [requests, sent] = [await metric('sodalite_requests_total', 'route="/soda/sync"'), await metric('sodalite_sent_bytes_total')];
    const bytes = await get('/soda/sync', { ID, CIRCLE: '150.25 2.5 0.02' });
    await get('/soda/sync', {});
    await get(`/no/such/${Math.random()}`, {});
    expect((await metric('sodalite_requests_total', 'route="/soda/sync"')) - requests).toBe(2);
    expect(await metric('sodalite_requests_total', 'route="/soda/sync",method="GET",status="400"')).toBe(1);
    expect(await metric('sodalite_requests_total', 'route="none",method="GET",status="404"')).toBe(1);
    expect(await metric('sodalite_request_duration_seconds_count', 'route="/soda/sync"')).toBe(requests + 2);
    const more = (await metric('sodalite_sent_bytes_total')) - sent;
    expect(more).toBeGreaterThan(bytes);
    expect(await metric('sodalite_read_bytes_total')).toBeGreaterThan(bytes - 2880 * 3);
  });

  test('counts products by their operation and kernels, and what is kept', async () => {
    const query = { ID, MOMENT: '0' };
    await get('/cube/moment/sync', query);
    await get('/cube/moment/sync', query);
    const labels = 'operation="moment",kernel="wasm"';
    expect(await metric('sodalite_products_total', labels)).toBe(1);
    expect(await metric('sodalite_kernel_bytes_total', labels)).toBeGreaterThan(1e5);
    expect(await metric('sodalite_kernel_seconds_total', labels)).toBeGreaterThan(0);
    expect([await metric('sodalite_spool_misses_total'), await metric('sodalite_spool_hits_total')]).toEqual([1, 1]);
    expect(await metric('sodalite_spool_bytes')).toBeGreaterThan(2880);
    expect(await metric('sodalite_admission_active')).toBe(0);
    expect(await metric('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  });

  test('tells nothing of our own that is not documented', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const names = text.match(/(?<=# HELP )sodalite_\w+/g)!;
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect(metricsMarkdown()).toContain(`\`${name}\``);
  });

  test('is on a port of its own where one is named, beside the probes', async () => {
    const port = await freePort();
    const apart = await startServer({ data, env: { SODALITE_METRICS_PORT: String(port) } });
    try {
      const url = `http://127.0.0.1:${port}`;
      expect(await metricOf(url, 'sodalite_requests_total', 'route="/readyz"')).toBeGreaterThan(0);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect((await fetch(`${url}/soda/sync`)).status).toBe(404);
      expect((await fetch(`${apart.url}/metrics`)).status).toBe(404);
    } finally {
      await apart.close();
    }
  });
});
