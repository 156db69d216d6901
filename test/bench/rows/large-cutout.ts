import { curl } from '../client.js';
import { prewarm } from '../prewarm.js';
import { median, notRun, ratioRow, seconds, type Bench, type Row } from '../row.js';

const HALVES = 2;

/** Half and whole cube as a cutout: the price of a plan over plain sending of the same number of bytes. */
export async function largeCutout({ rounds, ours, dachs, cube }: Bench & { readonly ours: { readonly file: string } }): Promise<Row[]> {
  const cases = [
    { name: 'half cube as a cutout', key: 'half', times: HALVES, warmMiB: 4096 },
    { name: 'whole cube as a cutout', key: 'whole', times: 1, warmMiB: 6144 },
  ] as const;
  const rows: Row[] = [];
  for (const { name, key, times, warmMiB } of cases) {
    const bytes = (await curl(ours[key]))[0].bytes;
    const range = [`Range: bytes=0-${bytes - 1}`];
    const [own, plain, theirs]: number[][] = [[], [], []];
    const measure = async (url: string, headers: readonly string[] = []): Promise<number> => {
      prewarm(warmMiB, cube);
      return median((await curl(url, times, headers)).map((request) => request.seconds));
    };
    for (let round = 0; round < rounds; round++) {
      own.push(await measure(ours[key]));
      plain.push(await measure(ours.file, range));
      if (dachs) theirs.push(await measure(dachs[key]));
    }
    rows.push(
      ratioRow({
        name: `${name}, throughput against /files`,
        goal: '≥ 0.8 × /files',
        ours: plain,
        theirs: own,
        met: (ratio) => ratio >= 0.8,
        n: rounds * times,
        detail: `${seconds(median(own))} against ${seconds(median(plain))}`,
      }),
      dachs
        ? ratioRow({
            name: `${name} against DaCHS`,
            goal: '≥ 3 × DaCHS',
            ours: theirs,
            theirs: own,
            met: (ratio) => ratio >= 3,
            n: rounds * times,
            detail: `${seconds(median(own))} against ${seconds(median(theirs))}`,
          })
        : notRun(`${name} against DaCHS`, '≥ 3 × DaCHS'),
    );
  }
  return rows;
}
