import { LimitError } from '#faults';
import type { Job } from '../record/job.js';
import { RECORD_BYTES } from './job-store.js';

/** @throws LimitError */
export function encodeRecord(record: Job | object): Buffer {
  const bytes = Buffer.from(JSON.stringify(record));
  if (bytes.length >= RECORD_BYTES) throw new LimitError(`the record of a job takes less than ${RECORD_BYTES} bytes, got ${bytes.length}`);
  return bytes;
}
