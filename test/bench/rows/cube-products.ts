import { basename, join } from 'node:path';
import { timed } from '../client.js';
import { cube as geometry } from '../cube.js';
import { make, type Product } from '../cube-requests.js';
import { prewarm } from '../prewarm.js';
import { median, ratioRow, seconds, type Bench, type Row } from '../row.js';

/** Each of the slow peers takes a quarter of a minute. */
const ROUNDS = 3;
const CUBE_BYTES = geometry.nx * geometry.ny * geometry.nz * geometry.bytesPerPixel;
const PEERS = join(import.meta.dirname, '../../../../test/bench/cube_peers.py');

/** A product, what of cube_peers.py it is set against, and how many times faster it shall be; without a goal it is only told. */
const AGAINST: readonly { readonly name: string; readonly product: Product; readonly peer: string; readonly goal?: number }[] = [
  { name: 'moments 0, 1, 2 against spectral-cube', product: 'moments', peer: 'moments-spectral-cube', goal: 30 },
  { name: 'moments 0, 1, 2 against numpy in channel chunks', product: 'moments', peer: 'moments-numpy', goal: 4 },
  { name: '… against numpy, one channel at a time in one buffer', product: 'moments', peer: 'moments-numpy-planes' },
  { name: '… against numpy, no NaN handling, BLAS', product: 'moments', peer: 'moments-numpy-blas' },
  { name: "slice of 1024 pixels, 5 wide, against pvextractor's method", product: 'slice', peer: 'pv-polygons', goal: 20 },
  { name: '… against the same, all pixels of a polygon at once', product: 'slice', peer: 'pv-polygons-at-once' },
  { name: '… against five lines by scipy', product: 'slice', peer: 'pv-lines' },
  { name: 'spectrum of a circle of 200 pixels against spectral-cube', product: 'spectrum', peer: 'spectrum', goal: 10 },
];

/** Products of the whole cube, each request one that was never made before: whole requests against what Python libraries take in their process. */
export async function cubeProducts({ rounds, ours, cube }: Bench): Promise<Row[]> {
  const { origin } = new URL(ours.links);
  const ask = (product: Product): Promise<number> => make(origin, basename(cube), product);
  const taken: Record<string, number[]> = {};
  const note = (name: string, value: number): void => void (taken[name] ??= []).push(value);
  const n = Math.min(rounds, ROUNDS);
  await ask('moments'); // threads and code are there from the second request on
  for (let round = 0; round < n; round++) {
    prewarm(2048, cube);
    for (const product of ['moments', 'slice', 'spectrum'] as const)
      note(product, median([await ask(product), await ask(product), await ask(product)]));
    note('all moments', await ask('all moments'));
    for (const { peer } of AGAINST) {
      prewarm(1024, cube);
      note(`peer ${peer}`, Number((await timed('/usr/bin/python3', [PEERS, cube, peer])).out));
    }
  }
  const [first, ...others] = AGAINST.map(({ name, product, peer, goal }) =>
    ratioRow({
      name,
      goal: goal === undefined ? 'reported' : `≥ ${goal} ×`,
      ours: taken[`peer ${peer}`],
      theirs: taken[product],
      met: goal === undefined ? undefined : (ratio) => ratio >= goal,
      n,
      detail: `${seconds(median(taken[product]))} against ${seconds(median(taken[`peer ${peer}`]))}`,
    }),
  );
  const rates = taken.moments.map((each) => CUBE_BYTES / each / 1e9);
  const rate = median(rates);
  return [
    first,
    {
      name: 'moments 0, 1, 2, rate',
      goal: '≥ 3 GB/s of cube',
      value: rate,
      unit: 'GB/s',
      met: rate >= 3,
      n,
      range: [Math.min(...rates), Math.max(...rates)],
      detail: seconds(median(taken.moments)),
    },
    ratioRow({
      name: 'moments −1 … 11 together',
      goal: '≤ 6 × those of 0, 1, 2',
      ours: taken['all moments'],
      theirs: taken.moments,
      met: (ratio) => ratio <= 6,
      n,
      detail: `${seconds(median(taken['all moments']))} against ${seconds(median(taken.moments))}`,
    }),
    ...others,
  ];
}
