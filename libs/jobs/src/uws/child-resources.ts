import { UsageError } from '#faults';
import { parametersDocument, parseExecutionSeconds, parsePhaseCommand, parseUwsTime, resultsChunks, uwsTime } from '#ivoa';
import { requestParams } from '#web';
import { sendDocument, sendScalar, sendSource, sendTo } from './answers.js';
import { jobOf, jobUrl, nothing, type Call, type Handler, type Verbs } from './call.js';
import { jobForm } from './job-form.js';
import { hasFailed, uwsJob, uwsResults } from './uws-view.js';
import type { Job } from '../record/job.js';

/** `/{jobs}/{id}/…`, and what is below each of them. */
export const CHILD_RESOURCES: Readonly<Record<string, { readonly verbs: Verbs; readonly below?: Verbs }>> = {
  phase: {
    verbs: {
      GET: scalar(({ phase }) => phase),
      POST: control('PHASE', (call, text) => call.jobs.command(call.asker, call.id, parsePhaseCommand(text))),
    },
  },
  executionduration: {
    verbs: {
      GET: scalar(({ executionSeconds }) => String(executionSeconds)),
      POST: control('EXECUTIONDURATION', ({ jobs, asker, id }, text) => jobs.setDuration(asker, id, parseExecutionSeconds(text))),
    },
  },
  destruction: {
    verbs: {
      GET: scalar(({ destruction }) => uwsTime(new Date(destruction))),
      POST: control('DESTRUCTION', ({ jobs, asker, id }, text) => jobs.setDestruction(asker, id, parseUwsTime('DESTRUCTION', text))),
    },
  },
  quote: { verbs: { GET: scalar(({ quote }) => (quote === undefined ? '' : uwsTime(new Date(quote)))) } },
  owner: { verbs: { GET: scalar(({ owner = '' }) => owner) } },
  error: { verbs: { GET: showError } },
  parameters: { verbs: { GET: listParameters, POST: setParameters }, below: { GET: showParameter } },
  results: { verbs: { GET: listResults }, below: { GET: showResult } },
};

function scalar(value: (job: Job) => string): Handler {
  return async (call) => sendScalar(call.reply, value(await jobOf(call)));
}

/** Whatever became of the value, the job tells. */
function control(name: string, set: (call: Call, text: string) => Promise<unknown>): Handler {
  return async (call) => {
    await jobOf(call);
    const text = requestParams(call.request).one(name);
    if (text === undefined) throw new UsageError(`${name}= is missing`);
    await set(call, text);
    await sendTo(call.reply, jobUrl(call));
  };
}

async function showError(call: Call): Promise<void> {
  const job = await jobOf(call);
  if (!job.error || !hasFailed(job)) return nothing(`the job ${job.id} has no error`);
  await sendScalar(call.reply, `${job.error.detail ?? job.error.message}\n`);
}

async function listParameters(call: Call): Promise<void> {
  const job = await jobOf(call);
  const { parameters } = uwsJob(job, await call.jobs.parameters(job), jobUrl(call));
  await sendDocument(call.reply, 'text/xml', pieces(parametersDocument(parameters)));
}

async function* pieces(text: string): AsyncGenerator<string> {
  yield text;
}

async function setParameters(call: Call): Promise<void> {
  const { jobs, asker, id, request, reply } = call;
  // Before the body is read: nobody fills a disk through a job that is not theirs, or that takes no more.
  await jobs.assertEditable(asker, id);
  await jobs.setParameters(asker, id, await jobForm(request, jobs, id));
  await sendTo(reply, jobUrl(call));
}

async function showParameter(call: Call): Promise<void> {
  const { jobs, request, reply, name } = call;
  const job = await jobOf(call);
  const upload = job.uploads.find((known) => known.name.toUpperCase() === name.toUpperCase());
  if (upload) {
    const contentType = upload.contentType ?? 'application/octet-stream';
    return await sendSource(request, reply, jobs.upload(job, upload), { contentType, fileName: upload.name });
  }
  const values = (await jobs.parameters(job)).filter(({ id }) => id === name.toUpperCase());
  if (values.length === 0) return nothing(`the job ${job.id} has no parameter of that name`);
  await sendScalar(reply, values.map(({ value }) => value).join('\n'));
}

async function listResults(call: Call): Promise<void> {
  const job = await jobOf(call);
  await sendDocument(call.reply, 'text/xml', resultsChunks(uwsResults(call.jobs.results.list(job.id), jobUrl(call))));
}

async function showResult(call: Call): Promise<void> {
  const { jobs, request, reply, name } = call;
  const job = await jobOf(call);
  const entry = await jobs.results.find(job.id, name);
  if (!entry) return nothing(`the job ${job.id} has no result of that name${job.phase === 'ARCHIVED' ? ' any more' : ''}`);
  await sendSource(request, reply, jobs.results.source(job.id, entry), entry);
}
