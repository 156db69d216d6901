import { UsageError } from '#faults';
import { jobChunks, jobJsonChunks, parseBlockingPoll, quote, UWS_PHASES } from '#ivoa';
import { clientGone, requestParams } from '#web';
import { sendDocument, sendTo } from './answers.js';
import { jobOf, jobUrl, type Call, type Verbs } from './call.js';
import { uwsJob, uwsResults } from './uws-view.js';

/** `/{jobs}/{id}` */
export const jobResource: Verbs = { GET: showJob, POST: postJob, DELETE: deleteJob };

/** Of a job that runs the document tells the first results only, for it is read again and again; `/results` has all. */
const WHILE_IT_RUNS = 100;
/** Who deletes is led to a list that may be long. */
const AFTER_DELETION = 100;

async function showJob(call: Call): Promise<void> {
  const { request, reply, jobs, asker, id } = call;
  const params = requestParams(request);
  const poll = parseBlockingPoll(params);
  const document = wantsJson(params.one('RESPONSEFORMAT'), request.headers.accept) ? JSON_DOCUMENT : XML_DOCUMENT;
  const job = poll ? await jobs.wait(asker, id, poll, clientGone(reply)) : await jobOf(call);
  const limit = UWS_PHASES[job.phase].ended ? Infinity : WHILE_IT_RUNS;
  const results = uwsResults(jobs.results.list(job.id, { limit }), jobUrl(call));
  await sendDocument(reply, document.contentType, document.chunks(uwsJob(job, await jobs.parameters(job), jobUrl(call)), results));
}

const XML_DOCUMENT = { contentType: 'text/xml', chunks: jobChunks };
const JSON_DOCUMENT = { contentType: 'application/json', chunks: jobJsonChunks };

const FORMATS: Readonly<Record<string, boolean>> = {
  json: true,
  'application/json': true,
  xml: false,
  'text/xml': false,
  'application/xml': false,
};

/** JSON when it is asked for by name, or when the client takes it and no XML. */
function wantsJson(format: string | undefined, accept = ''): boolean {
  const asked = format?.trim().toLowerCase();
  if (!asked) return /\bapplication\/json\b/i.test(accept) && !/[/+]xml\b/i.test(accept);
  if (!Object.hasOwn(FORMATS, asked))
    throw new UsageError(`RESPONSEFORMAT of a job is one of ${Object.keys(FORMATS).join(', ')}, got ${quote(format!)}`);
  return FORMATS[asked];
}

async function deleteJob({ reply, jobs, asker, list, id }: Call): Promise<void> {
  await jobs.delete(asker, id);
  await sendTo(reply, `${list}?LAST=${AFTER_DELETION}`);
}

/** DALI 1.1 §2.2: nothing but ACTION=DELETE is posted to the job itself. */
async function postJob(call: Call): Promise<void> {
  await jobOf(call);
  const params = requestParams(call.request);
  const action = params.one('ACTION')?.trim().toUpperCase();
  if (action !== 'DELETE')
    throw new UsageError(`a job takes ACTION=DELETE, got ${quote(params.names().join(', ') || 'nothing')}; parameters go to /parameters`);
  await deleteJob(call);
}
