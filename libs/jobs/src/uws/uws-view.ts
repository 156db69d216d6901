import type { UwsJob, UwsParameter, UwsResult } from '#ivoa';
import type { Job } from '../record/job.js';
import type { ResultEntry } from '../results/result-entry.js';

const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

/** A record as the documents tell of it; `url` is that of the job. */
export function uwsJob(job: Job, parameters: readonly UwsParameter[], url: string): UwsJob {
  const { error } = job;
  return {
    id: job.id,
    runId: job.runId,
    owner: job.owner,
    phase: job.phase,
    progress: job.progress,
    quote: date(job.quote),
    created: new Date(job.created),
    started: date(job.started),
    ended: date(job.ended),
    executionSeconds: job.executionSeconds,
    destruction: new Date(job.destruction),
    parameters: [...parameters, ...uploadParameters(job, url)],
    error: error && hasFailed(job) ? { type: error.type, message: error.message, hasDetail: error.detail !== undefined } : undefined,
  };
}

/** A job that is tried again has a reason in its record, which is not the end. */
export const hasFailed = ({ phase }: Job): boolean => phase === 'ERROR' || phase === 'ABORTED';

/** DALI 1.1 §3.4.5: a table that came with the job is told of by reference. */
function uploadParameters({ uploads }: Job, url: string): UwsParameter[] {
  return uploads.map(({ name }) => ({ id: name, value: `${url}/parameters/${name}`, byReference: true }));
}

export async function* uwsResults(entries: AsyncIterable<ResultEntry>, url: string): AsyncGenerator<UwsResult> {
  for await (const { id, bytes, contentType } of entries) yield { id, href: `${url}/results/${id}`, bytes, contentType };
}
