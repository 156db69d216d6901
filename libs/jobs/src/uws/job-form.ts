import type { FastifyRequest } from 'fastify';
import { LimitError, UsageError } from '#faults';
import { parseJobRequest, quote, type JobRequest } from '#ivoa';
import { formWithFiles } from '#web';
import type { Jobs } from '../engine/jobs.js';
import type { Upload } from '../record/job.js';

export interface JobForm extends Omit<JobRequest, 'uploads'> {
  readonly uploads: readonly Upload[];
}

/**
 * What a request says about the job `id`; the tables that come with it are kept as they arrive.
 * @throws UsageError for tables and UPLOADs that do not belong together, LimitError for too many bytes
 */
export async function jobForm(request: FastifyRequest, jobs: Jobs, id: string): Promise<JobForm> {
  const kept = new Map<string, Omit<Upload, 'name'>>();
  const most = jobs.settings.uploadBytes;
  let length = await jobs.results.attachedBytes(id);
  const counted = async function* (bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      length += chunk.length;
      if (length > most) throw new LimitError(`the tables of a job take up to ${most} bytes`);
      yield chunk;
    }
  };
  const params = await formWithFiles(request, async ({ field, contentType, bytes }) => {
    kept.set(field, await jobs.keepUpload(id, counted(bytes), contentType));
  });
  const { uploads, ...rest } = parseJobRequest(params);
  for (const field of kept.keys())
    if (!uploads.has(field)) throw new UsageError(`the file ${quote(field)} is named by no UPLOAD=name,param:${field}`);
  const named = [...uploads].map(([field, name]) => {
    const file = kept.get(field);
    if (!file) throw new UsageError(`UPLOAD names the part ${quote(field)}, which the request does not have as a file`);
    return { name, ...file };
  });
  return { ...rest, uploads: named };
}
