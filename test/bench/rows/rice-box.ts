import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../support/serve.js';
import { curl, timed } from '../client.js';
import { peakBytes, residentBytes, resetPeak } from '../process-memory.js';
import { median, MiB, ratioRow, seconds, type Bench, type Row } from '../row.js';
import { middleBox, writeImage } from '../sky-image.js';

const SIDE = 4096;
const BOX = 512;
const REQUESTS = 15;
const SECTION = `[1][${SIDE / 2 - BOX / 2 + 1}:${SIDE / 2 + BOX / 2},${SIDE / 2 - BOX / 2 + 1}:${SIDE / 2 + BOX / 2}]`;
const LIMIT_MIB = 200;

/** 512² pixels out of a Rice-compressed image: only the tiles that the box touches are decoded, anew for each request. */
export async function riceBox({ rounds }: Pick<Bench, 'rounds'>): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sodalite-bench-rice-'));
  const data = join(folder, 'data');
  await mkdir(data);
  const plain = join(folder, 'image.fits');
  const packed = join(data, 'image.fits.fz');
  const scratch = join(folder, 'copy.fits');
  await writeImage(plain, SIDE);
  await timed('fpack', ['-r', '-O', packed, plain]);
  await rm(plain);
  // A file of its own for each round: no tile that was decoded before can be used.
  for (let round = 0; round < rounds; round++) await copyFile(packed, join(data, `${round}.fits.fz`));
  const server = await startServer({ data });
  try {
    const { pid } = server;
    const idle = residentBytes(pid);
    resetPeak(pid);
    const ask = (shift: number, file = 'image'): string => {
      const query = new URLSearchParams({
        ID: `ivo://sodalite.local/data?${file}.fits.fz`,
        PIXELS: SECTION.replace(
          /(\d+):(\d+),(\d+):(\d+)/,
          (_, a, b, c, d) => `${a}:${b},${Number(c) + shift}:${Number(d) + shift}`,
        ).replace('[1]', ''),
      });
      return `${server.url}/soda/sync?${query}`;
    };
    const [own, copied, again]: number[][] = [[], [], []];
    await curl(ask(0), 5);
    for (let round = 0; round < rounds; round++) {
      await curl(ask(1590, `${round}`)); // opened, and its headers read; these rows are used no more
      const apart: number[] = [];
      for (const shift of [-1600, -1050, 0, 530]) apart.push((await curl(ask(shift, `${round}`)))[0].seconds);
      own.push(median(apart));
      again.push(median((await curl(ask(0), REQUESTS)).map((request) => request.seconds)));
      const theirs: number[] = [];
      for (let i = 0; i < 5; i++) {
        await rm(scratch, { force: true });
        theirs.push((await timed('fitscopy', [`${packed}${SECTION}`, scratch])).seconds);
      }
      copied.push(median(theirs));
    }
    const peak = (peakBytes(pid) - idle) / MiB;
    const byShape = (
      await curl(
        `${server.url}/soda/sync?${new URLSearchParams({ ID: 'ivo://sodalite.local/data?image.fits.fz', POLYGON: middleBox(BOX) })}`,
      )
    )[0];
    if (Math.abs(byShape.bytes - BOX * BOX * 2) > 20 * 2880) throw new Error(`the box has ${byShape.bytes} bytes`);
    return [
      ratioRow({
        name: '512² box of a 4096² Rice image, against fitscopy',
        goal: '≥ 1 × fitscopy',
        ours: copied,
        theirs: own,
        met: (ratio) => ratio >= 1,
        n: rounds * 4,
        detail: `${seconds(median(own))} against ${seconds(median(copied))} for the whole process; the same box again ${seconds(median(again))}`,
      }),
      {
        name: 'peak RSS over idle, boxes of a Rice image',
        goal: `≤ ${LIMIT_MIB} MiB`,
        value: peak,
        unit: 'MiB',
        met: peak <= LIMIT_MIB,
        n: rounds,
        detail: `idle ${(idle / MiB).toFixed(0)} MiB`,
      },
    ];
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}
