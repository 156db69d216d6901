import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startDistributed } from '../../support/distributed.js';
import { curl, wrk } from '../client.js';
import { prewarm } from '../prewarm.js';
import { median, MiB, ratioRow, seconds, type Bench, type Row, type Side } from '../row.js';
import { sodalite } from '../sides.js';

const REQUESTS = 40;
const BOXES = 9;
const CLIENTS = 8;
const WRK_SECONDS = 4;
const MOST_MORE_MS = 1.5;

type Measure = (side: Side) => Promise<number>;

/** Of each round; `theirs` is all in one process. */
interface Alternated {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

/** Each service in a process of its own with a broker between them, against all in one process; no proxy before either. */
export async function distributed({ rounds, ours: standalone, cube }: Bench): Promise<Row[]> {
  const state = await mkdtemp(join(tmpdir(), 'sodalite-bench-distributed-'));
  const services = await startDistributed({ data: dirname(cube), state });
  const side = (service: 'soda' | 'datalink'): Side => sodalite(services.replica(service).url, 'cube.fits');
  const alternate = async (other: Side, measure: Measure): Promise<Alternated> => {
    const [ours, theirs]: number[][] = [[], []];
    await measure(other);
    for (let round = 0; round < rounds; round++) {
      theirs.push(await measure(standalone));
      ours.push(await measure(other));
    }
    return { ours, theirs };
  };
  try {
    const soda = side('soda');
    const throughput = await alternate(soda, async ({ medium }) => {
      prewarm(2048, cube);
      return median((await curl(medium, BOXES)).map(({ bytes, seconds: took }) => bytes / MiB / took));
    });
    const links = await alternate(side('datalink'), (one) => wrk(one.links, CLIENTS, WRK_SECONDS));
    return [
      moreRow('64×64×16 box, latency', await alternate(soda, (one) => latency(one, cube)), MOST_MORE_MS),
      moreRow('64×64×16 box, latency, the catalogue asked each time', await alternate(soda, respelt())),
      ratioRow({
        name: '256³ box, throughput, in processes of their own',
        goal: '≥ 0.9 × standalone',
        ...throughput,
        met: (ratio) => ratio >= 0.9,
        n: rounds * BOXES,
        detail: `${median(throughput.ours).toFixed(0)} against ${median(throughput.theirs).toFixed(0)} MiB/s`,
      }),
      ratioRow({
        name: `{links} over NATS, requests/s, ${CLIENTS} clients`,
        goal: '≥ 0.6 × standalone',
        ...links,
        met: (ratio) => ratio >= 0.6,
        n: rounds,
        detail: `${median(links.ours).toFixed(0)}/s against ${median(links.theirs).toFixed(0)}/s`,
      }),
    ];
  } finally {
    await services.close();
    await rm(state, { recursive: true, force: true });
  }
}

async function latency({ small }: Side, cube: string): Promise<number> {
  prewarm(256, cube);
  await curl(small, 5);
  return median((await curl(small, REQUESTS)).map((request) => request.seconds));
}

/** Spells the ID in another way each time, so that nobody has kept which dataset it is. */
function respelt(): Measure {
  let spelling = 0;
  return async ({ small }) => {
    const took: number[] = [];
    for (let i = 0; i < REQUESTS; i++) {
      const url = new URL(small);
      const letters = [...'cube.fits'].map((letter, bit) => ((spelling >> bit) & 1 ? `%${letter.charCodeAt(0).toString(16)}` : letter));
      url.searchParams.set('ID', url.searchParams.get('ID')!.replace('cube.fits', letters.join('')));
      spelling += 1;
      const began = performance.now();
      await (await fetch(url)).arrayBuffer();
      took.push((performance.now() - began) / 1000);
    }
    return median(took);
  };
}

/** @param most milliseconds more than in one process; without it there is no verdict */
function moreRow(name: string, { ours, theirs }: Alternated, most?: number): Row {
  const more = ours.map((own, i) => (own - theirs[i]) * 1000);
  const value = (median(ours) - median(theirs)) * 1000;
  return {
    name: `${name}, in processes of their own`,
    goal: most === undefined ? 'reported' : `≤ standalone + ${most} ms`,
    value,
    unit: 'ms',
    met: most === undefined ? undefined : value <= most,
    n: ours.length * REQUESTS,
    range: [Math.min(...more), Math.max(...more)],
    detail: `${seconds(median(ours))} against ${seconds(median(theirs))}`,
  };
}
