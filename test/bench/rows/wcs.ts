import { join } from 'node:path';
import { timed } from '../client.js';
import { prewarm } from '../prewarm.js';
import { median, ratioRow, seconds, type Bench, type Row } from '../row.js';

const POINTS = 1_000_000;
const REPEATS = 5;
const bench = join(import.meta.dirname, '..');
const root = join(bench, '../../..');

interface Timing {
  readonly seconds: readonly number[];
  readonly error: number;
  readonly sum: number;
}

/** A million points there and back, both sides in a process of their own. */
export async function wcs({ rounds }: Pick<Bench, 'rounds'>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const projection of ['TAN', 'SIN']) {
    const input = JSON.stringify({ cards: cards(projection), points: POINTS, repeats: REPEATS });
    const run = async (command: string, script: string): Promise<Timing> => {
      prewarm(512);
      return JSON.parse((await timed(command, [script], input)).out) as Timing;
    };
    const [own, theirs]: number[][] = [[], []];
    let detail = '';
    for (let round = 0; round < rounds; round++) {
      const ours = await run(process.execPath, join(bench, 'wcs-speed.js'));
      const astropy = await run('/usr/bin/python3', join(root, 'test/bench/wcs_speed.py'));
      const apart = Math.abs(ours.sum - astropy.sum) / POINTS;
      if (!(apart < 1e-9 && ours.error < 1e-6)) throw new Error(`${projection}: mean off by ${apart}°, round trip by ${ours.error} pixels`);
      own.push(median(ours.seconds));
      theirs.push(median(astropy.seconds));
      detail = `round trip to ${ours.error.toExponential(0)} px`;
    }
    rows.push(
      ratioRow({
        name: `pixel → world → pixel, 10⁶ points, ${projection}`,
        goal: '≥ 1 × astropy',
        ours: theirs,
        theirs: own,
        met: (ratio) => ratio >= 1,
        n: rounds * REPEATS,
        detail: `${seconds(median(own))} against ${seconds(median(theirs))}, ${detail}`,
      }),
    );
  }
  return rows;
}

const cards = (projection: string): Record<string, string | number> => ({
  CTYPE1: `RA---${projection}`,
  CTYPE2: `DEC--${projection}`,
  CRVAL1: 150.1,
  CRVAL2: 2.2,
  CRPIX1: 512.5,
  CRPIX2: 512.5,
  CDELT1: -2 / 3600,
  CDELT2: 2 / 3600,
  CUNIT1: 'deg',
  CUNIT2: 'deg',
  RADESYS: 'ICRS',
});
