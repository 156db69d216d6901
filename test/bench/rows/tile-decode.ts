import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timed } from '../client.js';
import { median, MiB, ratioRow, type Bench, type Row } from '../row.js';
import { writeImage } from '../sky-image.js';

const SIDE = 6144;
const KINDS = [
  { name: 'Rice', option: '-r' },
  { name: 'GZIP_2', option: '-g2' },
] as const;

/** Decoding of a whole compressed image, in processor time: ours in its worker threads, funpack as a process that writes to /dev/null. */
export async function tileDecode({ rounds }: Pick<Bench, 'rounds'>): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sodalite-bench-decode-'));
  try {
    const plain = join(folder, 'image.fits');
    await writeImage(plain, SIDE);
    const bytes = (await stat(plain)).size;
    const rows: Row[] = [];
    for (const { name, option } of KINDS) {
      const packed = join(folder, `${name}.fits.fz`);
      await timed('fpack', [option, '-O', packed, plain]);
      const [own, theirs]: number[][] = [[], []];
      for (let round = 0; round < rounds; round++) {
        const { out } = await timed(process.execPath, [join(import.meta.dirname, '../decode-tiles.js'), packed]);
        const { cpuSeconds, bytes: decoded } = JSON.parse(out) as { cpuSeconds: number; bytes: number };
        own.push(decoded / MiB / cpuSeconds);
        theirs.push(bytes / MiB / (await childSeconds(`funpack -S ${packed} > /dev/null`)));
      }
      rows.push(
        ratioRow({
          name: `${name} decode, pixels per core`,
          goal: '≥ 0.7 × funpack',
          ours: own,
          theirs,
          met: (ratio) => ratio >= 0.7,
          n: rounds,
          detail: `${median(own).toFixed(0)} against ${median(theirs).toFixed(0)} MiB/s, int16`,
        }),
      );
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Processor time of a command, user and system, as the shell counts it. */
async function childSeconds(command: string): Promise<number> {
  const { out } = await timed('sh', ['-c', `${command}; times`]);
  const children = out.trim().split('\n').at(-1)!;
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}
