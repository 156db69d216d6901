import { expect, test } from '@jest/globals';
import { Metrics, metricsMarkdown } from './metrics.js';

test('what was told and what is read stands in the text, with its help', async () => {
  const metrics = new Metrics();
  metrics.ended('/soda/sync', 'GET', '200', 0.02);
  metrics.ended('/soda/sync', 'GET', '200', 2);
  metrics.add('sentBytes', 1000);
  metrics.add('products', 1, { operation: 'moment', kernel: 'wasm' });
  let hits = 1;
  metrics.watch('spoolHits', () => hits);
  metrics.watch('waiting', () => 2, { what: 'downloads' });
  metrics.watch('waiting', () => 3, { what: 'products' });
  await metrics.text();
  hits = 5;
  const lines = (await metrics.text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE sodalite_requests_total counter',
      'sodalite_requests_total{route="/soda/sync",method="GET",status="200"} 2',
      'sodalite_request_duration_seconds_bucket{le="0.03",route="/soda/sync"} 1',
      'sodalite_sent_bytes_total 1000',
      'sodalite_products_total{operation="moment",kernel="wasm"} 1',
      'sodalite_spool_hits_total 5',
      'sodalite_admission_waiting{what="downloads"} 2',
      'sodalite_admission_waiting{what="products"} 3',
    ]),
  );
  expect(lines.some((line) => line.startsWith('nodejs_eventloop_lag_p99_seconds'))).toBe(true);
});

test('two of them know nothing of each other', async () => {
  const [one, other] = [new Metrics(), new Metrics()];
  one.add('sentBytes', 7);
  expect(await other.text()).toContain('sodalite_sent_bytes_total 0');
});

test('all are documented', async () => {
  const metrics = new Metrics();
  const own = (await metrics.text()).match(/(?<=# HELP )sodalite_\w+/g)!;
  for (const name of own) expect(metricsMarkdown()).toContain(`\`${name}\``);
});

test('what is counted by labels that come and go', async () => {
  const metrics = new Metrics();
  let jobs: (readonly [Record<string, string>, number])[] = [[{ service: 'soda', slot: 'heavy', phase: 'QUEUED' }, 3]];
  metrics.watchAll('jobs', () => jobs);
  expect(await metrics.text()).toContain('sodalite_jobs{service="soda",slot="heavy",phase="QUEUED"} 3\n');
  jobs = [];
  expect(await metrics.text()).not.toContain('sodalite_jobs{');
});
