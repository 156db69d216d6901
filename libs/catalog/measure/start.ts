/**
 * How long the catalogue takes to start over many files, and what it weighs when idle.
 *
 *   node dist/libs/catalog/measure/start.js [files, default 10000]
 *
 * Makes that many small FITS files, then lives three lives: the first scans them all, the second finds the kept index, the third finds it with ten files changed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DirectoryCatalog } from '#catalog';
import { makeLogger } from '#ops';
import { cubeFile, put } from '../test/made-files.js';

const FOLDERS = 100;
const key = (i: number): string => `${i % FOLDERS}/${i}.fits`;

async function life(directory: string, files: number): Promise<void> {
  const start = performance.now();
  const since = () => Math.round(performance.now() - start);
  const config = {
    data: join(directory, 'data'),
    state: join(directory, 'state'),
    authority: 'measure.example',
    maxExpanded: 2 ** 30,
    collections: [],
  };
  const catalog = await DirectoryCatalog.open(config, makeLogger({ level: 'silent' }));
  const openMs = since();
  while (!catalog.status().ready) await new Promise((resolve) => setTimeout(resolve, 5));
  const readyMs = since();
  await catalog.resolve(`ivo://measure.example/data?${key(7)}`);
  const firstAnswerMs = since();
  while (catalog.status().lastScan === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  const scanMs = since();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const unusedRss = process.memoryUsage().rss;
  const one = performance.now();
  for (let i = 0; i < Math.min(files, 4000); i++) await catalog.resolve(`ivo://measure.example/data?${key(i)}`);
  const coldUs = ((performance.now() - one) / Math.min(files, 4000)) * 1000;
  const again = performance.now();
  for (let i = 0; i < 100_000; i++) await catalog.resolve(`ivo://measure.example/data?${key(i % 1000)}`);
  const warmPerSecond = Math.round(100_000 / ((performance.now() - again) / 1000));
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const { rss, heapUsed } = process.memoryUsage();
  const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
  const { datasets } = catalog.status();
  console.log(
    JSON.stringify({
      datasets,
      openMs,
      readyMs,
      firstAnswerMs,
      scanMs,
      coldUs: Math.round(coldUs),
      warmPerSecond,
      unusedRssMiB: mib(unusedRss),
      idleRssMiB: mib(rss),
      heapMiB: mib(heapUsed),
    }),
  );
  await catalog.close();
}

const [, , count = '10000', directory] = process.argv;
const files = Number(count);
if (directory !== undefined) await life(directory, files);
else {
  const place = mkdtempSync(join(tmpdir(), 'start-'));
  try {
    for (let i = 0; i < files; i++) put(place, `data/${key(i)}`, cubeFile((i * 137.508) % 360, ((i * 31) % 160) - 80));
    const run = (title: string) =>
      console.log(title, execFileSync(process.execPath, [fileURLToPath(import.meta.url), count, place], { encoding: 'utf8' }).trim());
    run('first start: ');
    run('second start:');
    for (let i = 0; i < 10; i++) put(place, `data/${key(i)}`, cubeFile(i, 80));
    run('ten changed: ');
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
