import { curl } from '../client.js';
import { prewarm } from '../prewarm.js';
import { peakBytes, resetPeak } from '../process-memory.js';
import { median, MiB, type Bench, type Row } from '../row.js';

const CLIENTS = 8;
const LIMIT_MIB = 150;

/** What eight clients that each take half the cube add to the memory of the idle server. */
export async function memory({ rounds, ours, cube, pid, idleBytes: idle }: Bench): Promise<Row[]> {
  const added: number[] = [];
  for (let round = 0; round < rounds; round++) {
    prewarm(1024, cube);
    resetPeak(pid);
    await Promise.all(Array.from({ length: CLIENTS }, () => curl(ours.half)));
    added.push((peakBytes(pid) - idle) / MiB);
  }
  const value = Math.max(...added);
  return [
    {
      name: `peak RSS over idle, ${CLIENTS} clients with half the cube each`,
      goal: `≤ ${LIMIT_MIB} MiB`,
      value,
      unit: 'MiB',
      met: value <= LIMIT_MIB,
      n: rounds,
      range: [Math.min(...added), value],
      detail: `idle ${(idle / MiB).toFixed(0)} MiB, median of the peaks ${median(added).toFixed(0)} MiB above it`,
    },
  ];
}
