/**
 * How long a question takes, within a process and over a nats-server on this machine with the answerer in another process, and how fast a stream is.
 *
 *   node dist/libs/bus/measure/round-trip.js [questions, default 5000]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { InProcessBus, NatsBus, type Bus } from '#bus';
import { startNats } from '../../../test/support/nats-server.js';
import { catalogSize, echo, nothing, status } from './questions.js';

export interface RoundTrips {
  /** milliseconds, of one question after the other */
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly questions: number;
}

/** The same question over and over, one after the other; the first fifth warms up and does not count. */
export async function roundTrips(bus: Bus, questions: number): Promise<RoundTrips> {
  const times = new Float64Array(questions);
  for (let i = -Math.ceil(questions / 5); i < questions; i++) {
    const start = performance.now();
    await bus.ask(status, nothing, { timeoutMs: 30_000 });
    if (i >= 0) times[i] = performance.now() - start;
  }
  times.sort();
  return { medianMs: times[questions >> 1], p99Ms: times[Math.floor(questions * 0.99)], questions };
}

/** In this process alone. */
export async function inProcessRoundTrips(questions: number): Promise<RoundTrips> {
  const bus = new InProcessBus();
  bus.answer(status, () => catalogSize);
  return roundTrips(bus, questions);
}

/** Over a nats-server of its own; the answerer is another process. @param streamMiB measured too: MiB/s of a stream that long */
export async function natsRoundTrips(questions: number, streamMiB = 256): Promise<RoundTrips & { readonly streamMiBs: number }> {
  const server = await startNats();
  const child = fork(fileURLToPath(new URL('./echo.js', import.meta.url)), [server.url]);
  await once(child, 'message');
  const bus = await NatsBus.connect({ servers: [server.url] });
  try {
    const trips = await roundTrips(bus, questions);
    const start = performance.now();
    let chunks = 0;
    for await (const _ of bus.stream(echo, streamMiB)) chunks++;
    return { ...trips, streamMiBs: chunks / ((performance.now() - start) / 1000) };
  } finally {
    await bus.close();
    child.disconnect();
    await once(child, 'exit');
    await server.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const questions = Number(process.argv[2] ?? 5000);
  console.log('in process', await inProcessRoundTrips(questions * 10));
  console.log('over NATS ', await natsRoundTrips(questions));
}
