/* A process of jobs for tests: `node jobs-child.js <directory>` works in one process, with `<directory> <nats url>…` in a cluster. Each line of its input is
   the query of a job to start; each line of its output is the id of one that was started: from then on it counts. */
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { connect } from '@nats-io/transport-node';
import { ForbiddenError, TransientError } from '#faults';
import { JobWorker, Jobs, JOB_SETTINGS, Janitor } from '../src/index.js';
import type { Stack } from './describe-engine.js';
import { directoryStack, natsStack } from './stacks.js';
import { ToyRunner } from './toy-runner.js';

Logger.overrideLogger({ log: () => {}, warn: tell, error: tell });

const [directory, ...servers] = process.argv.slice(2);
const stack = servers.length === 0 ? await directoryStack(directory) : await inCluster();
const settings = { ...JOB_SETTINGS, maxFailures: Number(process.env.MAX_FAILURES ?? 1000) };
const runner = new ToyRunner();
const jobs = new Jobs(stack.store, stack.queue, stack.results, settings);
const worker = new JobWorker({ ...stack, runner, settings }, { places: { interactive: 2, heavy: 1 } });
const janitor = new Janitor(jobs, stack.store, stack.queue, stack.results, { everyMs: 500, quietMs: 3000 });
process.stdout.write('ready\n');
process.once(
  'SIGTERM',
  () =>
    void worker.drain().then(async () => {
      await janitor.close();
      process.exit(0);
    }),
);
for await (const query of createInterface({ input: process.stdin })) {
  const parameters = [...new URLSearchParams(query)].map(([id, value]) => ({ id, value }));
  const { id } = await untilItWorks(() => jobs.create({ service: 'toy' }, { parameters }));
  // A command whose answer was lost may have been obeyed.
  await untilItWorks(() =>
    jobs.command({ service: 'toy' }, id, 'RUN').catch((error: unknown) => void (error instanceof ForbiddenError || fail(error))),
  );
  process.stdout.write(`${id}\n`);
}

/** Standard output is for ids. */
function tell(...words: unknown[]): void {
  if (process.env.SODALITE_MEASURE)
    process.stderr.write(
      `${process.pid} ${new Date().toISOString()} ${words
        .map((word) => inspect(word, { depth: 1 }))
        .join(' ')
        .slice(0, 400)}\n`,
    );
}

function fail(error: unknown): never {
  throw error;
}

/** As a process does that is started again until it is ready. */
async function inCluster(): Promise<Stack> {
  const connection = await connect({ servers, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  return untilItWorks(() => natsStack(connection, directory, { name: 'child', replicas: servers.length, ackWaitMs: 1500 }));
}

/** As a client does that is told 503. */
async function untilItWorks<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      await pause(100);
    }
  }
}
