import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { CancelledError, DomainError, NoOverlapError, TransientError } from '#faults';
import { sodaMessage } from '#ivoa';
import type { Body } from '#products';
import type { ResultWriter } from '../results/result-writer.js';
import { chunksOf } from './chunks-of.js';

/** A product, as the result of a job. */
export interface ProductResult {
  readonly body: Body;
  readonly contentType: string;
  readonly fileName: string;
  readonly etag?: string;
}

export interface ResultPlace {
  readonly out: ResultWriter;
  readonly index: number;
  readonly id: string;
  readonly signal: AbortSignal;
}

/** Pauses before what may pass is tried again; then its reason is the result. */
const PAUSES_MS = [500, 2000, 8000];

const logger = new Logger('jobs');

/**
 * Makes one result, or lists why there is none: that ends no job.
 * @param make calls its argument with the product while what this is made of is open
 * @throws what ends the job: its signal, and what is wrong with the place for results
 */
export async function giveResult(
  place: ResultPlace,
  make: (give: (product: ProductResult) => Promise<void>) => Promise<void>,
): Promise<void> {
  const { out, index, id, signal } = place;
  for (const wait of [...PAUSES_MS, undefined]) {
    let reading: { readonly error: unknown } | undefined;
    let writing: { readonly error: unknown } | undefined;
    const give = async ({ body, ...about }: ProductResult): Promise<void> => {
      const bytes = chunksOf(body, signal, (error) => void (reading = { error }));
      try {
        await out.add(index, { id, ...about, bytes });
      } catch (error) {
        if (!reading) writing = { error };
        throw reading ? reading.error : error;
      }
    };
    try {
      return await make(give);
    } catch (error) {
      signal.throwIfAborted();
      if (writing) throw writing.error;
      if (error instanceof CancelledError) throw error;
      if (error instanceof NoOverlapError) return await out.empty(index, id, sodaMessage(error));
      if (!(error instanceof TransientError) || wait === undefined) {
        if (!(error instanceof DomainError)) logger.error({ error, result: id }, 'a defect: there is no result');
        return await out.failed(index, id, sodaMessage(error));
      }
      await pause(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
