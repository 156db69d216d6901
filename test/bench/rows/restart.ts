import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer } from '../../support/serve.js';
import { residentBytes } from '../process-memory.js';
import { median, MiB, type Bench, type Row } from '../row.js';

const FILES = 10_000;
const START_SECONDS = 3;
const IDLE_MIB = 250;
const IDLE_AFTER_MS = 5000;

/** A collection of ten thousand files: how long the second start takes, and what the server weighs when nobody asks. */
export async function restart({ rounds }: Pick<Bench, 'rounds'>): Promise<Row[]> {
  const root = await mkdtemp(join(tmpdir(), 'sodalite-bench-files-'));
  const [data, state] = [join(root, 'data'), join(root, 'state')];
  await mkdir(state);
  await writeFiles(data);
  const first = await start(data, state);
  const [starts, weights]: number[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const { seconds, resident } = await start(data, state);
    starts.push(seconds);
    weights.push(resident / MiB);
  }
  await rm(root, { recursive: true });
  const range = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];
  return [
    {
      name: `second start over ${FILES.toLocaleString('en')} files`,
      goal: `≤ ${START_SECONDS} s`,
      value: median(starts),
      unit: 's',
      met: median(starts) <= START_SECONDS,
      n: rounds,
      range: range(starts),
      detail: `first start, every header read: ${first.seconds.toFixed(1)} s`,
    },
    {
      name: `idle RSS over ${FILES.toLocaleString('en')} files`,
      goal: `≤ ${IDLE_MIB} MiB`,
      value: Math.max(...weights),
      unit: 'MiB',
      met: Math.max(...weights) <= IDLE_MIB,
      n: rounds,
      range: range(weights),
      detail: `${IDLE_AFTER_MS / 1000} s after the second start; after the first ${(first.resident / MiB).toFixed(0)} MiB`,
    },
  ];
}

/** From the start of the process to the first 200 of /readyz; then the memory, once the start has settled. */
async function start(data: string, state: string): Promise<{ seconds: number; resident: number }> {
  const began = performance.now();
  const server = await startServer({ data, state });
  const seconds = (performance.now() - began) / 1000;
  const count = await fetch(`${server.url}/sia/query?POS=${encodeURIComponent('CIRCLE 0.5 0.5 0.01')}`);
  if (!(await count.text()).includes('<TR>')) throw new Error('the index is ready but finds nothing');
  await pause(IDLE_AFTER_MS);
  const resident = residentBytes(server.pid);
  await server.close();
  return { seconds, resident };
}

/** 100 folders of 100 images of 16 × 16 int16, side by side on the sky. */
async function writeFiles(data: string): Promise<void> {
  for (let folder = 0; folder < 100; folder++) {
    await mkdir(join(data, `field${folder}`), { recursive: true });
    await Promise.all(
      Array.from({ length: FILES / 100 }, (_, i) => writeFile(join(data, `field${folder}/image${i}.fits`), image(folder, i))),
    );
  }
}

function image(folder: number, i: number): Buffer {
  const cards: [string, string | number][] = [
    ['SIMPLE', 'T'],
    ['BITPIX', 16],
    ['NAXIS', 2],
    ['NAXIS1', 16],
    ['NAXIS2', 16],
    ['CTYPE1', "'RA---TAN'"],
    ['CTYPE2', "'DEC--TAN'"],
    ['CRVAL1', folder + 0.5],
    ['CRVAL2', i / 2 + 0.5],
    ['CRPIX1', 8],
    ['CRPIX2', 8],
    ['CDELT1', -0.001],
    ['CDELT2', 0.001],
    ['OBJECT', `'F${folder}-${i}'`.padEnd(10)],
    ['DATE-OBS', "'2024-03-01T04:05:06'"],
  ];
  const lines = cards.map(([name, value]) =>
    `${name.padEnd(8)}= ${String(value).startsWith("'") ? value : String(value).padStart(20)}`.padEnd(80),
  );
  return Buffer.concat([Buffer.from([...lines, 'END'].join('').padEnd(2880)), Buffer.alloc(2880)]);
}
