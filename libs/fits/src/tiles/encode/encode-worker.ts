import { encodeBatch, type Encoded, type EncodeJob } from './encode-batch.js';

export default function encodeInWorker(job: EncodeJob): Encoded {
  return encodeBatch(job);
}
