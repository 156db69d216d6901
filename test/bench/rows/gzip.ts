import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../support/serve.js';
import { curl, timed } from '../client.js';
import { band, box, writeCube } from '../cube.js';
import { peakBytes, residentBytes, resetPeak } from '../process-memory.js';
import { median, MiB, ratioRow, seconds, type Bench, type Row } from '../row.js';

/** Each round scans a gibibyte of gzip anew. */
const ROUNDS = 3;
const LIMIT_MIB = 200;

/** Two cutouts near the end of a gzipped gibibyte: the first goes through the file and leaves restart points, the second starts at one of them. */
export async function gzip({ rounds }: Pick<Bench, 'rounds'>): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sodalite-bench-gzip-'));
  const data = join(folder, 'data');
  await mkdir(data);
  const cube = join(data, 'cube.fits');
  await writeCube(cube);
  await timed('gzip', ['-1', cube]);
  try {
    const [first, second, peaks]: number[][] = [[], [], []];
    const n = Math.min(rounds, ROUNDS);
    for (let round = 0; round < n; round++) {
      const state = join(folder, `state-${round}`);
      const server = await startServer({ data, state });
      const ask = (channel: number): string => {
        const query = { ID: 'ivo://sodalite.local/data?cube.fits.gz', POLYGON: box([481, 481], 64), BAND: band(channel, 4) };
        return `${server.url}/soda/sync?${new URLSearchParams(query)}`;
      };
      const idle = residentBytes(server.pid);
      resetPeak(server.pid);
      first.push((await curl(ask(252)))[0].seconds);
      second.push((await curl(ask(244)))[0].seconds);
      peaks.push((peakBytes(server.pid) - idle) / MiB);
      await server.close();
      await rm(state, { recursive: true });
    }
    const peak = Math.max(...peaks);
    return [
      ratioRow({
        name: 'second cutout near the end of a 1 GiB .fits.gz',
        goal: '≤ 0.1 × the first',
        ours: second,
        theirs: first,
        met: (ratio) => ratio <= 0.1,
        n,
        detail: `${seconds(median(second))} against ${seconds(median(first))}`,
      }),
      {
        name: 'peak RSS over idle, cutouts of a .fits.gz',
        goal: `≤ ${LIMIT_MIB} MiB`,
        value: peak,
        unit: 'MiB',
        met: peak <= LIMIT_MIB,
        n,
        detail: '',
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
