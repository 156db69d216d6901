import { inChunks } from './elements.js';
import { uwsTime } from './time.js';
import type { UwsJob, UwsResults } from './uws-job.js';

/** The job with the names of the XML document, null where that says nil. */
export function jobJsonChunks(job: UwsJob, results: UwsResults): AsyncGenerator<string> {
  const { id: jobId, runId = null, owner: ownerId = null, phase, executionSeconds: executionDuration, parameters } = job;
  const { error: errorSummary, progress: jobInfo } = job;
  const [quote, startTime, endTime, destruction] = [job.quote, job.started, job.ended, job.destruction].map((time) =>
    time ? uwsTime(time) : null,
  );
  const creationTime = uwsTime(job.created);
  const before = {
    version: '1.1',
    jobId,
    runId,
    ownerId,
    phase,
    quote,
    creationTime,
    startTime,
    endTime,
    executionDuration,
    destruction,
    parameters,
  };
  const after = JSON.stringify({ errorSummary, jobInfo }).slice(1);
  return inChunks(
    `${JSON.stringify(before).slice(0, -1)},"results":[`,
    results,
    ({ id, href, bytes: size, contentType: mimeType }, index) => `${index > 0 ? ',' : ''}\n${JSON.stringify({ id, href, size, mimeType })}`,
    `]${after === '}' ? '' : ','}${after}\n`,
  );
}
