import { join } from 'node:path';
import { curl, timed } from '../client.js';
import { cube as geometry } from '../cube.js';
import { prewarm } from '../prewarm.js';
import { peakBytes, resetPeak } from '../process-memory.js';
import { GiB, median, MiB, ratioRow, seconds, type Bench, type Row } from '../row.js';

/** Each of the slow peers takes a quarter of a minute. */
const ROUNDS = 3;
const CUBE_BYTES = geometry.nx * geometry.ny * geometry.nz * geometry.bytesPerPixel;
const LIMIT_MIB = 400;
const PEERS = join(import.meta.dirname, '../../../../test/bench/cube_peers.py');

const ORDER = ['-1', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'];
/** Of the diagonal 1024 pixels, five of them wide; the cells are 2″. */
const DIAGONAL = {
  CENTER: '150.1 2.2',
  PA: '45',
  LENGTH: String(1024 * 2 * Math.SQRT2 * 0.999),
  SPACING: String(2 * Math.SQRT2),
  WIDTH: '10',
};
const CIRCLE = `150.1 2.2 ${(200 * 2) / 3600}`;

/** Products of the whole cube, each request one that was never made before: whole requests against what Python libraries take in their process. */
export async function cubeProducts({ rounds, ours, cube, pid, idleBytes }: Bench): Promise<Row[]> {
  const id = new URL(ours.links).searchParams.get('ID')!;
  const origin = new URL(ours.links).origin;
  let asked = 0;
  const ask = async (
    operation: string,
    parameters: Record<string, string>,
    lists: Record<string, readonly string[]> = {},
  ): Promise<number> => {
    // Another rest frequency in the eleventh digit: the same work, and another product.
    const query = new URLSearchParams({ ID: id, RESTFREQ: String(1.420405751e9 + ++asked), ...parameters });
    for (const [name, values] of Object.entries(lists)) for (const value of values) query.append(name, value);
    return (await curl(`${origin}/cube/${operation}/sync?${query}`))[0].seconds;
  };
  const peer = async (operation: string): Promise<number> => {
    prewarm(1024, cube);
    return Number((await timed('/usr/bin/python3', [PEERS, cube, operation])).out);
  };
  const n = Math.min(rounds, ROUNDS);
  const taken: Record<string, number[]> = {};
  const note = (name: string, value: number): void => void (taken[name] ??= []).push(value);
  const moments = (list: readonly string[]): Promise<number> => ask('moment', {}, { MOMENT: list });
  await moments(['0', '1', '2']); // threads and code are there from the second request on
  const peaks: number[] = [];
  for (let round = 0; round < n; round++) {
    prewarm(2048, cube);
    resetPeak(pid);
    note('three', median([await moments(['0', '1', '2']), await moments(['0', '1', '2']), await moments(['0', '1', '2'])]));
    note('all', await moments(ORDER));
    note('pv', median([await ask('pv', DIAGONAL), await ask('pv', DIAGONAL), await ask('pv', DIAGONAL)]));
    note('spectrum', median([await ask('spectrum', { CIRCLE }), await ask('spectrum', { CIRCLE }), await ask('spectrum', { CIRCLE })]));
    peaks.push((peakBytes(pid) - idleBytes) / MiB);
    for (const operation of ['moments-spectral-cube', 'moments-numpy', 'pv', 'spectrum']) note(`peer ${operation}`, await peer(operation));
  }
  const against = (name: string, goal: number, own: string, theirs: string): Row =>
    ratioRow({
      name,
      goal: `≥ ${goal} ×`,
      ours: taken[theirs],
      theirs: taken[own],
      met: (ratio) => ratio >= goal,
      n,
      detail: `${seconds(median(taken[own]))} against ${seconds(median(taken[theirs]))}`,
    });
  const rate = CUBE_BYTES / median(taken.three) / 1e9;
  const peak = Math.max(...peaks);
  return [
    against('moments 0, 1, 2 against spectral-cube', 30, 'three', 'peer moments-spectral-cube'),
    against('moments 0, 1, 2 against numpy', 4, 'three', 'peer moments-numpy'),
    {
      name: 'moments 0, 1, 2, rate',
      goal: '≥ 3 GB/s of cube',
      value: rate,
      unit: 'GB/s',
      met: rate >= 3,
      n,
      detail: `${(CUBE_BYTES / GiB).toFixed(0)} GiB`,
    },
    ratioRow({
      name: 'moments −1 … 11 together',
      goal: '≤ 6 × those of 0, 1, 2',
      ours: taken.all,
      theirs: taken.three,
      met: (ratio) => ratio <= 6,
      n,
      detail: `${seconds(median(taken.all))} against ${seconds(median(taken.three))}`,
    }),
    against('slice of 1024 pixels, 5 wide, against scipy', 20, 'pv', 'peer pv'),
    against('spectrum of a circle of 200 pixels against spectral-cube', 10, 'spectrum', 'peer spectrum'),
    {
      name: 'peak RSS over idle, products of the cube',
      goal: `≤ ${LIMIT_MIB} MiB`,
      value: peak,
      unit: 'MiB',
      met: peak <= LIMIT_MIB,
      n,
      detail: '',
    },
  ];
}
