import { LimitError } from '#faults';
import { chunksOf, type ResultStore, type ResultWriter, type RunnableJob } from '#jobs';
import { Body, tarEnd, tarMember } from '#products';
import type { JobItems } from './job-items.js';

export interface ExtraParts {
  readonly job: RunnableJob;
  readonly out: ResultWriter;
  readonly items: JobItems;
  readonly results: ResultStore;
  readonly signal: AbortSignal;
  /** of the extra result */
  readonly index: number;
}

/** All results of the rows in one file, one after the other as they come from where they are kept. A job whose results fill its place goes without. */
export async function giveTar({ job, out, items, results, signal, index }: ExtraParts): Promise<void> {
  if (out.has(index)) return;
  const id = `all-${index + 1}`;
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    for await (const entry of results.list(job.id)) {
      if (entry.index >= items.total || entry.status !== 'made') continue;
      const body = Body.ofFile(results.source(job.id, entry));
      const member = { name: `${entry.id}_${entry.fileName}`.slice(-100), modified: new Date(entry.at), body };
      yield* chunksOf(tarMember(member), signal);
    }
    yield* chunksOf(tarEnd(), signal);
  };
  try {
    await out.add(index, { id, contentType: 'application/x-tar', fileName: 'cutouts.tar', bytes: bytes() });
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    await out.failed(index, id, `UsageError: ${error.message}`);
  }
}
