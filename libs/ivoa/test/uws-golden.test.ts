import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { jobChunks, jobJsonChunks, jobListChunks, parametersDocument, resultsChunks, type UwsJob, type UwsResult } from '../src/index.js';

const JOBS = 'https://obs.example/soda/async';
const at = (second: number) => new Date(Date.UTC(2026, 0, 31, 12, 0, second));

const done: UwsJob = {
  id: 'k7f3',
  runId: 'night-42 <&>',
  phase: 'COMPLETED',
  created: at(0),
  started: at(2),
  ended: at(9),
  executionSeconds: 600,
  destruction: at(59),
  parameters: [
    { id: 'ID', value: 'ivo://obs.example/d?c7&x' },
    { id: 'CIRCLE', value: '12 34 0.01' },
    { id: 'CIRCLE', value: '80 34 0.01' },
    { id: 'REGION', value: `${JOBS}/k7f3/parameters/REGION`, byReference: true },
  ],
  progress: { total: 2, made: 1, empty: 0, failed: 1 },
};
const failed: UwsJob = {
  id: 'k7f4',
  owner: 'alice',
  phase: 'ERROR',
  created: at(1),
  started: at(3),
  ended: at(3),
  executionSeconds: 0,
  parameters: [],
  error: { type: 'fatal', message: 'UsageError: BAND needs two numbers, got "<"', hasDetail: true },
};
const pending: UwsJob = { id: 'k7f5', phase: 'PENDING', created: at(4), quote: at(30), executionSeconds: 60, parameters: [] };
const results: UwsResult[] = [
  { id: 'cutout-1', href: `${JOBS}/k7f3/results/cutout-1`, bytes: 40320, contentType: 'application/fits' },
  { id: 'cutout-2', href: `${JOBS}/k7f3/results/cutout-2`, contentType: 'text/plain' },
];
const refs = [done, failed].map((job) => ({ ...job, href: `${JOBS}/${job.id}` }));

async function text(chunks: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const chunk of chunks) whole += chunk;
  return whole;
}

// UPDATE_GOLDENS=1 writes them anew; then look at the difference, and run test/validate.sh
test.each([
  ['uws-job.xml', () => text(jobChunks(done, results))],
  ['uws-job-failed.xml', () => text(jobChunks(failed, []))],
  ['uws-job-pending.xml', () => text(jobChunks(pending, []))],
  ['uws-jobs.xml', () => text(jobListChunks(refs))],
  ['uws-jobs-none.xml', () => text(jobListChunks([]))],
  ['uws-results.xml', () => text(resultsChunks(results))],
  ['uws-parameters.xml', async () => parametersDocument(done.parameters)],
  ['uws-job.json', () => text(jobJsonChunks(done, results))],
  ['uws-job-failed.json', () => text(jobJsonChunks(failed, []))],
])('%s is the golden document', async (name, make) => {
  const golden = new URL(`golden/${name}`, import.meta.url);
  const document = await make();
  if (name.endsWith('.json')) JSON.parse(document);
  if (process.env.UPDATE_GOLDENS) writeFileSync(golden, document);
  expect(document).toBe(readFileSync(golden, 'utf8'));
});
