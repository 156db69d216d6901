import { Params, type UwsParameter } from '#ivoa';
import type { Job } from '../record/job.js';
import type { ResultStore } from '../results/result-store.js';
import type { RunnableJob } from './job-runner.js';

const KEPT = 'parameters.json';
/** More of them are kept beside the results: a record is below 64 KiB with everything else in it. */
const INLINE_BYTES = 32 * 1024;

/** The parameters as they go into a record: within it, or beside the results. */
export async function keepParameters(
  results: ResultStore,
  job: string,
  parameters: readonly UwsParameter[],
): Promise<Pick<Job, 'parameters' | 'parametersKept'>> {
  const bytes = Buffer.from(JSON.stringify(parameters));
  if (bytes.length <= INLINE_BYTES) return { parameters, parametersKept: undefined };
  return { parameters: undefined, parametersKept: await results.attach(job, KEPT, bytes) };
}

export async function parametersOf(results: ResultStore, job: Job): Promise<readonly UwsParameter[]> {
  if (job.parameters) return job.parameters;
  const source = results.attachment(job.id, KEPT, { bytes: job.parametersKept ?? 0, at: job.created });
  return JSON.parse(Buffer.from(await source.read({ offset: 0, length: source.size })).toString('utf8')) as UwsParameter[];
}

export async function runnableJob(results: ResultStore, job: Job): Promise<RunnableJob> {
  const { id, service, owner, runId, created } = job;
  const params = Params.from((await parametersOf(results, job)).map(({ id: name, value }) => [name, value] as const));
  const uploads = job.uploads.map(
    ({ name, object, contentType, bytes }) =>
      [name, { source: results.attachment(id, object, { bytes, at: created }), contentType }] as const,
  );
  return { id, service, owner, runId, params, uploads: new Map(uploads) };
}
