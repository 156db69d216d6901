import { curl, wrk } from '../client.js';
import { prewarm } from '../prewarm.js';
import { median, notRun, ratioRow, seconds, type Bench, type Row, type Side } from '../row.js';

const REQUESTS = 40;
const WRK_SECONDS = 4;
const latencyGoal = '≤ 0.35 × DaCHS';
const rateGoal = '≥ 8 × DaCHS';
const latencyName = '64×64×16 box, latency, 1 client';
const rateName = '64×64×16 box, requests/s, 8 clients';

/** A box of 256 KiB: what a viewer asks for while somebody drags. */
export async function smallBox({ rounds, ours, dachs, cube }: Bench): Promise<Row[]> {
  const latencies = async (side: Side): Promise<number> => {
    prewarm(256, cube);
    await curl(side.small, 5);
    return median((await curl(side.small, REQUESTS)).map((request) => request.seconds));
  };
  const rate = async (side: Side): Promise<number> => {
    prewarm(512, cube);
    return wrk(side.small, 8, WRK_SECONDS);
  };
  const [own, theirs, ownRate, theirRate]: number[][] = [[], [], [], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await latencies(ours));
    if (dachs) theirs.push(await latencies(dachs));
    ownRate.push(await rate(ours));
    if (dachs) theirRate.push(await rate(dachs));
  }
  const [alone, together] = [`${seconds(median(own))}`, `${median(ownRate).toFixed(0)}/s`];
  if (!dachs) {
    return [notRun(latencyName, latencyGoal, `ours ${alone}`), notRun(rateName, rateGoal, `ours ${together}`)];
  }
  return [
    ratioRow({
      name: latencyName,
      goal: latencyGoal,
      ours: own,
      theirs,
      met: (ratio) => ratio <= 0.35,
      n: rounds * REQUESTS,
      detail: `${alone} against ${seconds(median(theirs))}`,
    }),
    ratioRow({
      name: rateName,
      goal: rateGoal,
      ours: ownRate,
      theirs: theirRate,
      met: (ratio) => ratio >= 8,
      n: rounds,
      detail: `${together} against ${median(theirRate).toFixed(0)}/s`,
    }),
  ];
}
