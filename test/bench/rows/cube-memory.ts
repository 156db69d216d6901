import { link, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer, type RunningServer } from '../../support/serve.js';
import { cube as geometry, writeCube } from '../cube.js';
import { make, PRODUCTS, type Product } from '../cube-requests.js';
import { prewarm } from '../prewarm.js';
import { peakBytes, residentBytes, resetPeak } from '../process-memory.js';
import { median, MiB, type Bench, type Row } from '../row.js';

const ROUNDS = 2;
const GROWTH = 4;
const ALONE_MIB = 400;
const TOGETHER_MIB = 1024;
/** What the collector of garbage leaves differs by so much between two runs over the same cube. */
const FLAT_MIB = 48;
const NAMES = Object.keys(PRODUCTS) as Product[];
const FILE = 'memory.fits';

/** Peaks over rest, MiB, one for each round. */
interface Peaks {
  readonly alone: Readonly<Record<Product, number[]>>;
  readonly together: number[];
}

/**
 * What products add to the memory of a server at rest: one after the other, eight at a time, and over a cube with four times the channels. What the
 * products before have left behind counts too.
 */
export async function cubeMemory({ rounds, cube }: Bench): Promise<Row[]> {
  const n = Math.min(rounds, ROUNDS);
  const folder = join(dirname(cube), '..'); // beside the data of the other servers, which would find it as well
  const small = await overFresh(folder, (path) => link(cube, path), n, [...NAMES, 'moments', 'slice']);
  const large = await overFresh(folder, (path) => writeCube(path, GROWTH * geometry.nz), n, []);
  const grown = NAMES.map((name) => median(large.alone[name]) - median(small.alone[name]));
  return [
    peakRow('peak RSS over idle, products of the 1 GiB cube one by one', ALONE_MIB, largest(small), peaksTold(small)),
    peakRow(`peak RSS over idle, products of a ${GROWTH} GiB cube one by one`, ALONE_MIB, largest(large), peaksTold(large)),
    {
      name: `growth of the peak with a cube ${GROWTH} × as large`,
      goal: `≤ ${FLAT_MIB} MiB for each product`,
      value: Math.max(...grown),
      unit: 'MiB',
      met: Math.max(...grown) <= FLAT_MIB,
      n,
      range: [Math.min(...grown), Math.max(...grown)],
      detail: NAMES.map((name, i) => `${name} ${grown[i].toFixed(0)}`).join(', '),
    },
    peakRow('peak RSS over idle, 8 mixed products at a time', TOGETHER_MIB, small.together, 'each of the above, moments and slice twice'),
  ];
}

/** Over a cube of a data directory of its own, which is removed afterwards. */
async function overFresh(
  folder: string,
  provide: (path: string) => Promise<void>,
  rounds: number,
  together: readonly Product[],
): Promise<Peaks> {
  const data = await mkdtemp(join(folder, 'memory-'));
  try {
    const path = join(data, FILE);
    await provide(path);
    const server = await startServer({ data });
    try {
      return await peaksOf(server, path, rounds, together);
    } finally {
      await server.close();
    }
  } finally {
    await rm(data, { recursive: true });
  }
}

async function peaksOf({ url, pid }: RunningServer, path: string, rounds: number, together: readonly Product[]): Promise<Peaks> {
  await pause(3000); // what a start leaves to the collector of garbage is not rest
  const idle = residentBytes(pid);
  const peak = async (products: readonly Product[]): Promise<number> => {
    resetPeak(pid);
    await Promise.all(products.map((product) => make(url, FILE, product)));
    return (peakBytes(pid) - idle) / MiB;
  };
  const peaks = {
    alone: Object.fromEntries(NAMES.map((name) => [name, [] as number[]])) as Record<Product, number[]>,
    together: [] as number[],
  };
  prewarm(64, path);
  for (let round = 0; round < rounds; round++) for (const name of NAMES) peaks.alone[name].push(await peak([name]));
  for (let round = 0; together.length > 0 && round < rounds; round++) peaks.together.push(await peak(together));
  return peaks;
}

/** Of each round. */
const largest = ({ alone }: Peaks): number[] => alone.moments.map((_, round) => Math.max(...NAMES.map((name) => alone[name][round])));

const peaksTold = ({ alone }: Peaks): string => NAMES.map((name) => `${name} ${Math.max(...alone[name]).toFixed(0)}`).join(', ');

function peakRow(name: string, limit: number, peaks: readonly number[], detail: string): Row {
  const value = Math.max(...peaks);
  return {
    name,
    goal: `≤ ${limit} MiB`,
    value,
    unit: 'MiB',
    met: value <= limit,
    n: peaks.length,
    range: [Math.min(...peaks), value],
    detail,
  };
}
