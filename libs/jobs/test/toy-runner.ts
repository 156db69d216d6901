import { setTimeout as pause } from 'node:timers/promises';
import { TransientError, UsageError } from '#faults';
import type { JobRunner, RunnableJob } from '../src/engine/job-runner.js';
import type { ResultWriter } from '../src/results/result-writer.js';

/**
 * A service for tests, told by parameters what to do: N results of BYTES each, a pause of MS before each; EMPTY and FAIL name results that are so;
 * HEAVY goes into the heavy slot; CRASH, TRANSIENT and REFUSE end the whole job, KILL the process.
 */
export class ToyRunner implements JobRunner {
  readonly service = 'toy';
  /** ids of results in the order in which they were made, of all jobs */
  readonly made: string[] = [];
  readonly ended: string[] = [];

  async plan({ params }: RunnableJob): ReturnType<JobRunner['plan']> {
    if (params.has('REFUSE')) throw new UsageError(`REFUSE is refused, got ${params.one('REFUSE')}`);
    const total = Number(params.one('N') ?? 1);
    return { total, seconds: (total * Number(params.one('MS') ?? 0)) / 1000, heavy: params.has('HEAVY') };
  }

  async run(
    { id: job, params, uploads }: RunnableJob,
    out: ResultWriter,
    signal: AbortSignal,
    progress: (part: number) => void,
  ): Promise<void> {
    try {
      if (params.has('TRANSIENT')) throw new TransientError('the toy is busy', 1);
      if (params.has('KILL')) process.kill(process.pid, 'SIGKILL');
      if (params.has('CRASH')) throw new Error('/secret/path');
      const total = Number(params.one('N') ?? 1);
      const bytes = new Uint8Array(Number(params.one('BYTES') ?? 100)).fill(7);
      for (let i = 0; i < total; i++) {
        signal.throwIfAborted();
        if (out.has(i)) continue;
        if (params.has('MS')) await pause(Number(params.one('MS')), undefined, { signal });
        const id = `toy-${i + 1}`;
        if (params.all('EMPTY').includes(String(i))) await out.empty(i, id, 'UsageError: no pixel');
        else if (params.all('FAIL').includes(String(i))) await out.failed(i, id, 'Error: broken');
        else await out.add(i, { id, contentType: 'application/octet-stream', fileName: `${id}.bin`, bytes });
        this.made.push(`${job}/${i}`);
        progress((i + 1) / total);
      }
      const [table] = uploads.values();
      if (table) {
        const text = Buffer.from(await table.source.read({ offset: 0, length: table.source.size })).toString();
        const rows = text.trim().split('\n').length;
        await out.add(total, { id: 'rows', contentType: 'text/plain', bytes: Buffer.from(String(rows)) });
      }
    } finally {
      this.ended.push(job);
    }
  }
}
