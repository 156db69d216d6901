import { availableParallelism } from 'node:os';
import { basename, dirname } from 'node:path';
import { startServer } from '../../support/serve.js';
import { make, type Product } from '../cube-requests.js';
import { prewarm } from '../prewarm.js';
import { median, notRun, ratioRow, seconds, type Bench, type Row } from '../row.js';

/** What two threads are to one; all but the first are only told. */
const SCALED: readonly { readonly product: Product; readonly name: string; readonly goal?: number }[] = [
  { product: 'moments', name: '1 → 2 workers, moments 0, 1, 2', goal: 1.7 },
  { product: 'all moments', name: '1 → 2 workers, moments −1 … 11' },
  { product: 'slice', name: '1 → 2 workers, slice of 1024 pixels' },
  { product: 'spectrum', name: '1 → 2 workers, spectrum of a circle of 200 pixels' },
];

/** Two servers over the cube, one with SODALITE_WORKERS=1 and one with 2, take turns. */
export async function cubeScaling({ rounds, cube }: Bench): Promise<Row[]> {
  if (availableParallelism() < 2) return [notRun(SCALED[0].name, `≥ ${SCALED[0].goal} ×`, 'there is one processor')];
  const servers = await Promise.all([1, 2].map((n) => startServer({ data: dirname(cube), env: { SODALITE_WORKERS: String(n) } })));
  try {
    const ask = (server: number, product: Product): Promise<number> => make(servers[server].url, basename(cube), product);
    for (const server of [0, 1]) for (const { product } of SCALED) if (product !== 'all moments') await ask(server, product);
    const rows: Row[] = [];
    for (const { product, name, goal } of SCALED) {
      const taken: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        prewarm(1024, cube);
        for (const server of [0, 1] as const) {
          const times = product === 'all moments' ? 1 : 3;
          const each: number[] = [];
          for (let i = 0; i < times; i++) each.push(await ask(server, product));
          taken[server].push(median(each));
        }
      }
      rows.push(
        ratioRow({
          name,
          goal: goal === undefined ? 'reported' : `≥ ${goal} ×`,
          ours: taken[0],
          theirs: taken[1],
          met: goal === undefined ? undefined : (ratio) => ratio >= goal,
          n: rounds,
          detail: `${seconds(median(taken[0]))} and ${seconds(median(taken[1]))}`,
        }),
      );
    }
    return rows;
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}
