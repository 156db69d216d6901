import { ForbiddenError, UsageError } from '#faults';
import { jobListChunks, parseJobListQuery } from '#ivoa';
import { requestParams } from '#web';
import { sendDocument, sendTo } from './answers.js';
import type { Call, Verbs } from './call.js';
import { jobForm } from './job-form.js';

/** `/{jobs}`: the list, and the creation of jobs. */
export const jobListResource: Verbs = { GET: listJobs, POST: createJob };

async function listJobs({ request, reply, jobs, asker, list }: Call): Promise<void> {
  const found = await jobs.list(asker, parseJobListQuery(requestParams(request)));
  await sendDocument(
    reply,
    'text/xml',
    jobListChunks(found.map((job) => ({ ...job, created: new Date(job.created), href: `${list}/${job.id}` }))),
  );
}

/** A request that is refused is answered with 403 (UWS 1.1 §2.2.3.1); what is wrong with the work itself is told by the job. */
async function createJob({ request, reply, jobs, asker, list }: Call): Promise<void> {
  const id = jobs.newId();
  try {
    const { command, ...form } = await jobForm(request, jobs, id);
    if (command === 'ABORT') throw new UsageError('PHASE can be RUN when a job is created, got ABORT');
    const job = await jobs.create(asker, { id, ...form });
    if (command === 'RUN') await jobs.command(asker, job.id, 'RUN');
  } catch (error) {
    await jobs.results.delete(id).catch(() => undefined);
    throw error instanceof UsageError ? new ForbiddenError(error.message, { cause: error }) : error;
  }
  await sendTo(reply, `${list}/${id}`);
}
