/**
 * npm run bench [-- NAME …]: prints the table of speed and memory, each row met or missed, and writes it to bench-results/.
 * Rows against DaCHS run when SODALITE_BENCH_DACHS names its DataLink service and SODALITE_BENCH_DACHS_CUBE its cube (docs/benchmarks.md).
 */
import { spawnSync } from 'node:child_process';
import { copyFile, link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer, type RunningServer } from '../support/serve.js';
import { curl } from './client.js';
import { writeCube } from './cube.js';
import { residentBytes } from './process-memory.js';
import { GiB, type Bench, type Row } from './row.js';
import { bus } from './rows/bus.js';
import { cubeMemory } from './rows/cube-memory.js';
import { cubeProducts } from './rows/cube-products.js';
import { cubeScaling } from './rows/cube-scaling.js';
import { distributed } from './rows/distributed.js';
import { gzip } from './rows/gzip.js';
import { largeCutout } from './rows/large-cutout.js';
import { links } from './rows/links.js';
import { mediumBox } from './rows/medium-box.js';
import { memory } from './rows/memory.js';
import { remote } from './rows/remote.js';
import { restart } from './rows/restart.js';
import { riceBox } from './rows/rice-box.js';
import { smallBox } from './rows/small-box.js';
import { tileDecode } from './rows/tile-decode.js';
import { wcs } from './rows/wcs.js';
import { dachs, sodalite } from './sides.js';
import { table } from './table.js';

/** Memory comes first: later rows would raise what the server rests at. */
const overCube = {
  memory,
  links,
  'small-box': smallBox,
  'medium-box': mediumBox,
  'large-cutout': largeCutout,
  'cube-products': cubeProducts,
  'cube-scaling': cubeScaling,
  'cube-memory': cubeMemory,
  distributed,
};
const alone = { bus, wcs, restart, 'rice-box': riceBox, 'tile-decode': tileDecode, gzip, remote };
const root = join(import.meta.dirname, '../../..');
const rounds = Number(process.env.SODALITE_BENCH_ROUNDS ?? 5);
const wanted = process.argv.slice(2);
const chosen = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

const rows: Row[] = [];
for (const [name, measure] of Object.entries(alone)) if (chosen(name)) rows.push(...(await told(name, () => measure({ rounds }))));
if (Object.keys(overCube).some(chosen)) await measureOverCube();
await report();
process.exitCode = rows.some((row) => row.met === false) ? 1 : 0;

async function measureOverCube(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sodalite-bench-'));
  try {
    const data = join(folder, 'data');
    await mkdir(data);
    const cube = join(data, 'cube.fits');
    await provide(cube);
    const server = await startServer({ data, state: join(folder, 'state') });
    try {
      await measureServer(server, cube);
    } finally {
      await server.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureServer({ url, pid }: RunningServer, cube: string): Promise<void> {
  const { SODALITE_BENCH_DACHS: peer, SODALITE_BENCH_DACHS_ID: id = 'ivo://x-dachs-peer/~?peer/data/cube_vrad.fits' } = process.env;
  await pause(3000); // what a start leaves to the collector of garbage is not rest
  const idleBytes = residentBytes(pid);
  const bench = { rounds, ours: sodalite(url, 'cube.fits'), dachs: peer ? dachs(peer, id) : undefined, cube, pid, idleBytes };
  await agree(bench);
  for (const [name, measure] of Object.entries(overCube)) if (chosen(name)) rows.push(...(await told(name, () => measure(bench))));
}

/** Both sides serve the same bytes from the same page cache where DaCHS's cube is there. */
async function provide(cube: string): Promise<void> {
  const theirs = process.env.SODALITE_BENCH_DACHS_CUBE;
  if (theirs) await link(theirs, cube).catch(() => copyFile(theirs, cube));
  else await writeCube(cube);
}

/** A comparison of answers that are not the same size would be none. */
async function agree({ ours, dachs: theirs }: Bench): Promise<void> {
  const pixels = { small: 64 * 64 * 16, medium: 256 ** 3, half: 1024 * 1024 * 128, whole: 1024 * 1024 * 256 };
  for (const side of theirs ? [ours, theirs] : [ours]) {
    for (const [key, count] of Object.entries(pixels)) {
      const { bytes } = (await curl(side[key as keyof typeof pixels]))[0];
      const header = bytes - 4 * count;
      if (header < 2880 || header > 30 * 2880) throw new Error(`${side.name}, ${key}: ${bytes} bytes, wanted ${4 * count} and a header`);
    }
  }
}

/** A measurement that fails is a row that was missed; the others still run. */
async function told(name: string, measure: () => Promise<Row[]>): Promise<Row[]> {
  process.stderr.write(`${name} …\n`);
  try {
    return await measure();
  } catch (error) {
    return [{ name, goal: 'to run', unit: '', met: false, n: 0, detail: String(error).split('\n').join(' ').slice(0, 300) }];
  }
}

async function report(): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0].model}, ${(totalmem() / GiB).toFixed(0)} GiB, Node ${process.version}, load ${loadavg()[0].toFixed(2)}`;
  const revision = spawnSync('git', ['-C', root, 'describe', '--always', '--dirty'], { encoding: 'utf8' }).stdout.trim() || 'no revision';
  const results = join(root, 'bench-results');
  const date = new Date().toISOString();
  await mkdir(results, { recursive: true });
  await writeFile(join(results, `${date.replaceAll(':', '-')}.json`), JSON.stringify({ date, revision, machine, rounds, rows }, null, 1));
  console.log(`${table(rows)}\n\n${machine}; ${rounds} rounds, sides alternating; ${revision}`);
}
