import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDelayProxy } from '../../support/delay-proxy.js';
import { startServer } from '../../support/serve.js';
import { startStaticNginx } from '../../support/static-nginx.js';
import { curl } from '../client.js';
import { band, box, writeCube } from '../cube.js';
import { peakBytes, residentBytes, resetPeak } from '../process-memory.js';
import { median, MiB, seconds, type Bench, type Row } from '../row.js';

const DELAY_MS = 20;
const MOST_TRIPS = 6;
const LIMIT_MIB = 200;

/** A 64³ box of the cube where it lies far away: nginx behind a proxy that holds every request for 20 ms. Each round asks a fresh server. */
export async function remote({ rounds }: Pick<Bench, 'rounds'>): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sodalite-bench-remote-'));
  const far = join(folder, 'far');
  const data = join(folder, 'data');
  for (const directory of [far, data]) await mkdir(directory);
  await writeCube(join(far, 'cube.fits'));
  const nginx = await startStaticNginx(far);
  const proxy = await startDelayProxy(nginx.url, { delayMs: DELAY_MS });
  const config = join(folder, 'sodalite.yaml');
  await writeFile(
    config,
    JSON.stringify({
      stores: { http: [{ host: proxy.host, insecure: true, allowPrivate: true }] },
      locators: [{ match: 'far:{name}', source: { https: `${proxy.url}/{name}` } }],
    }),
  );
  const query = { ID: 'far:cube.fits', POLYGON: box([481, 481], 64), BAND: band(97, 64) };
  try {
    const [trips, requests, times, again, peaks]: number[][] = [[], [], [], [], []];
    for (let round = 0; round < rounds; round++) {
      const server = await startServer({ data, env: { SODALITE_CONFIG: config } });
      const url = `${server.url}/soda/sync?${new URLSearchParams(query)}`;
      const idle = residentBytes(server.pid);
      resetPeak(server.pid);
      proxy.reset();
      const [{ bytes, seconds: took }] = await curl(url);
      if (Math.abs(bytes - 64 ** 3 * 4) > 10 * 2880) throw new Error(`the box has ${bytes} bytes`);
      trips.push(proxy.roundTrips);
      requests.push(proxy.requests);
      times.push(took);
      again.push((await curl(url))[0].seconds);
      peaks.push((peakBytes(server.pid) - idle) / MiB);
      await server.close();
    }
    const [most, peak] = [Math.max(...trips), Math.max(...peaks)];
    return [
      {
        name: `64³ box over HTTP ranges with ${DELAY_MS} ms delay, first headers included`,
        goal: `≤ ${MOST_TRIPS} round trips in sequence`,
        value: most,
        unit: 'trips',
        met: most <= MOST_TRIPS,
        n: rounds,
        range: [Math.min(...trips), most],
        detail: `${median(requests)} requests, ${seconds(median(times))}; again, from memory, ${seconds(median(again))}`,
      },
      {
        name: 'peak RSS over idle, box of a remote cube',
        goal: `≤ ${LIMIT_MIB} MiB`,
        value: peak,
        unit: 'MiB',
        met: peak <= LIMIT_MIB,
        n: rounds,
        detail: '',
      },
    ];
  } finally {
    await proxy.close();
    await nginx.close();
    await rm(folder, { recursive: true });
  }
}
