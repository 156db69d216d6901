import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { curl, timed } from '../client.js';
import { cube as geometry } from '../cube.js';
import { prewarm } from '../prewarm.js';
import { median, notRun, ratioRow, seconds, type Bench, type Row, type Side } from '../row.js';

const REQUESTS = 5;
const SECTION = '[385:640,385:640,*]';
const BYTES = 256 ** 3 * geometry.bytesPerPixel;
const name = '256³ box (64 MiB)';

/** 256 planes of 256 rows of 1 KiB each: many short pieces of a long file. */
export async function mediumBox({ rounds, ours, dachs, cube }: Bench): Promise<Row[]> {
  const scratch = join(tmpdir(), `sodalite-bench-${process.pid}.fits`);
  const requests = async (side: Side): Promise<number> => {
    prewarm(1024, cube);
    await curl(side.medium);
    return median((await curl(side.medium, REQUESTS)).map((request) => request.seconds));
  };
  const fitscopy = async (): Promise<number> => {
    prewarm(1024, cube);
    await rm(scratch, { force: true });
    return (await timed('fitscopy', [`${cube}${SECTION}`, scratch])).seconds;
  };
  const cat = async (): Promise<number> => {
    prewarm(256, cube);
    return (await timed('sh', ['-c', 'cat "$0" > /dev/null', cube])).seconds;
  };
  const [own, theirs, copied, piped]: number[][] = [[], [], [], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await requests(ours));
    if (dachs) theirs.push(await requests(dachs));
    copied.push(await fitscopy());
    piped.push(await cat());
  }
  await rm(scratch, { force: true });
  const whole = geometry.nx * geometry.ny * geometry.nz * geometry.bytesPerPixel;
  const goal = '≥ 3 × DaCHS';
  return [
    dachs
      ? ratioRow({
          name: `${name} against DaCHS`,
          goal,
          ours: theirs,
          theirs: own,
          met: (ratio) => ratio >= 3,
          n: rounds * REQUESTS,
          detail: `${seconds(median(own))} against ${seconds(median(theirs))}`,
        })
      : notRun(`${name} against DaCHS`, goal, `ours ${seconds(median(own))}`),
    ratioRow({
      name: `${name} against fitscopy`,
      goal: '≥ 4 × fitscopy',
      ours: copied,
      theirs: own,
      met: (ratio) => ratio >= 4,
      n: rounds,
      detail: `${seconds(median(own))} against ${seconds(median(copied))} for the whole process`,
    }),
    ratioRow({
      name: `${name}, share of the rate of cat`,
      goal: 'reported',
      ours: own.map((time) => BYTES / time),
      theirs: piped.map((time) => whole / time),
      n: rounds,
      detail: `${gibPerSecond(BYTES / median(own))} against ${gibPerSecond(whole / median(piped))}`,
    }),
  ];
}

const gibPerSecond = (rate: number): string => `${(rate / 1024 ** 3).toFixed(2)} GiB/s`;
