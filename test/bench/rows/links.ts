import { wrk } from '../client.js';
import { prewarm } from '../prewarm.js';
import { median, notRun, ratioRow, type Bench, type Row, type Side } from '../row.js';

const CLIENTS = 8;
const WRK_SECONDS = 4;
const name = `{links}, requests/s, ${CLIENTS} clients`;
const goal = '≥ 20 × DaCHS';

/** {links} of one dataset with a warm index. */
export async function links({ rounds, ours, dachs }: Bench): Promise<Row[]> {
  const rate = async (side: Side): Promise<number> => {
    prewarm(256);
    return wrk(side.links, CLIENTS, WRK_SECONDS);
  };
  await rate(ours);
  const [own, theirs]: number[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await rate(ours));
    if (dachs) theirs.push(await rate(dachs));
  }
  if (!dachs) return [notRun(name, goal, `ours ${median(own).toFixed(0)}/s`)];
  const detail = `${median(own).toFixed(0)}/s against ${median(theirs).toFixed(0)}/s`;
  return [ratioRow({ name, goal, ours: own, theirs, met: (ratio) => ratio >= 20, n: rounds, detail })];
}
