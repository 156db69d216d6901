import { create } from '@bufbuild/protobuf';
import { InProcessBus, messageCodec, NatsBus, question, type Bus } from '#bus';
import { ChangedEventSchema } from '#proto';
import { startNats } from '../../support/nats-server.js';
import { median, type Row } from '../row.js';

const QUESTIONS = 2000;
const nothing = messageCodec(ChangedEventSchema);
const empty = question('sodalite.bench.v1.empty', nothing, nothing);

/** A question without a word in it, and its answer: from one connection to another over a broker on this machine, and within a process. */
export async function bus({ rounds }: { readonly rounds: number }): Promise<Row[]> {
  const server = await startNats();
  const [asker, answerer] = [await NatsBus.connect({ servers: server.urls }), await NatsBus.connect({ servers: server.urls })];
  const within = new InProcessBus();
  try {
    for (const one of [answerer, within]) one.answer(empty, () => create(ChangedEventSchema));
    await answerer.flush();
    return [
      row('over a local nats-server', 0.5, await measured(asker, rounds)),
      row('within a process', 0.05, await measured(within, rounds)),
    ];
  } finally {
    await Promise.all([asker, answerer, within].map((one) => one.close()));
    await server.close();
  }
}

/** Medians of the rounds, milliseconds; the first round warms up and does not count. */
async function measured(bus: Bus, rounds: number): Promise<number[]> {
  const medians: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const took: number[] = [];
    const request = create(ChangedEventSchema);
    for (let i = 0; i < QUESTIONS; i++) {
      const began = performance.now();
      await bus.ask(empty, request);
      took.push(performance.now() - began);
    }
    medians.push(median(took));
  }
  return medians.slice(1);
}

function row(where: string, most: number, took: readonly number[]): Row {
  const value = median(took);
  return {
    name: `bus round trip ${where}, empty message`,
    goal: `≤ ${most} ms`,
    value,
    unit: 'ms',
    met: value <= most,
    n: took.length * QUESTIONS,
    range: [Math.min(...took), Math.max(...took)],
    detail: 'median of one question after the other',
  };
}
