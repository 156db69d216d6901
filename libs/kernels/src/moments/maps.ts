import type { Collapsed, CollapseSpec, Guarded, MomentId } from '../collapse.js';
import { centralOf, type Central } from './central.js';
import type { Collected } from './collected.js';
import { errorMap } from './errors.js';
import { spanOf, type Repair } from './repair.js';
import { orderOf, type Sums } from './sums.js';

type MapOf = (collected: Collected) => Float64Array;

/** The moments that the sums make as they are. */
export const firstCentral = ({ powers, n }: Sums, { reference }: CollapseSpec): Central => centralOf(powers, n, reference);

/** The maps of a block from its sums (kernels §7–9); all backends end here. `invalid` is handed through, `first` is used up. */
export function mapsOf(
  spec: CollapseSpec,
  sums: Sums,
  repair: Repair | undefined,
  invalid: number,
  first = firstCentral(sums, spec),
): Collapsed {
  const central = repaired(first, sums, repair);
  const guarded = spec.guard ? guard(central, spec, spec.guard) : { mean: 0, about: 0 };
  const collected = { spec, sums, central, spread: spreadOf(sums, repair) };
  const maps = new Map<MomentId | 'nchan', Float64Array | Int32Array>([['nchan', sums.n]]);
  for (const id of spec.want) {
    const order = orderOf(id);
    const map =
      order === undefined
        ? (MAPS[id] ?? ((all: Collected) => errorMap(id, all)))(collected)
        : (central.about[order - 2]?.slice() ?? lone(sums.n));
    maps.set(id, emptied(map, sums.n));
  }
  return { maps, invalid, guarded };
}

const MAPS: Readonly<Record<string, MapOf>> = {
  '-1': ({ sums }) => sums.sum!.map((sum, i) => sum / sums.n[i]),
  0: ({ sums }) => sums.powers[0].slice(),
  1: ({ central }) => central.mean.slice(),
  2: ({ central, spec }) => dispersions(central.about[0], spec.compat === 'casa'),
  5: ({ spread }) => spread!,
  6: ({ sums }) => sums.squares!.map((squares, i) => Math.sqrt(squares / sums.n[i])),
  8: ({ sums }) => sums.maximum!.slice(),
  9: ({ sums, spec }) => Float64Array.from(sums.maximumAt!, (k) => spec.coordinates[k] ?? NaN),
  10: ({ sums }) => sums.minimum!.slice(),
  11: ({ sums, spec }) => Float64Array.from(sums.minimumAt!, (k) => spec.coordinates[k] ?? NaN),
  variance: ({ central }) => central.about[0].slice(),
  skewness: ({ central: { about } }) => about[1].map((third, i) => third / about[0][i] ** 1.5),
  kurtosis: ({ central: { about } }) => about[2].map((fourth, i) => fourth / about[0][i] ** 2 - 3),
  gausswidth: ({ sums }) => sums.powers[0].map((total, i) => total / (Math.sqrt(2 * Math.PI) * sums.maximum![i])),
  boxwidth: ({ sums }) => sums.powers[0].map((total, i) => total / sums.maximum![i]),
};

function dispersions(variances: Float64Array, ofEither: boolean): Float64Array {
  const roots = new Float64Array(variances.length);
  for (let i = 0; i < roots.length; i++) roots[i] = Math.sqrt(ofEither ? Math.abs(variances[i]) : variances[i]);
  return roots;
}

/** NaN where nothing was kept, and for what is no number. */
function emptied(map: Float64Array, n: Int32Array): Float64Array {
  for (let i = 0; i < map.length; i++) if (n[i] === 0 || map[i] - map[i] !== 0) map[i] = NaN;
  return map;
}

/** The moments of the second pass in place of those of the first. */
function repaired(central: Central, sums: Sums, repair: Repair | undefined): Central {
  if (!repair || repair.powers.length === 0) return central;
  const { pixels, powers, origin } = repair;
  const n = Int32Array.from(pixels, (i) => sums.n[i]);
  const again = centralOf(powers, n, origin);
  const about = again.about.map((_, order) => central.about[order] ?? lone(sums.n));
  pixels.forEach((i, j) => {
    central.mean[i] = again.mean[j];
    about.forEach((map, order) => (map[i] = again.about[order][j]));
  });
  return { mean: central.mean, about };
}

/** μ_N of orders that only the second pass has: a pixel with one channel is not in it. */
function lone(n: Int32Array): Float64Array {
  return Float64Array.from(n, (channels) => (channels === 1 ? 0 : NaN));
}

/** Means outside the range, and dispersions beyond its length, come of weights of either sign only (GUARD). */
function guard({ mean, about }: Central, spec: CollapseSpec, [low, high]: readonly [number, number]): Guarded {
  const limit = spanOf(spec) ** 2;
  const [least, most] = [Math.min(low, high), Math.max(low, high)];
  const [variance] = about;
  const guarded = { mean: 0, about: 0 };
  for (let i = 0; i < mean.length; i++) {
    const outside = mean[i] < least || mean[i] > most;
    const wide = variance !== undefined && variance[i] > limit;
    if (!outside && !wide) continue;
    guarded.about += 1;
    if (outside) {
      guarded.mean += 1;
      mean[i] = NaN;
    }
    for (const map of about) map[i] = NaN;
  }
  return guarded;
}

function spreadOf({ n, sum, squares }: Sums, repair: Repair | undefined): Float64Array | undefined {
  if (!sum || !squares) return undefined;
  const spread = squares.map((total, i) => (n[i] > 1 ? Math.sqrt(Math.max(0, total - (sum[i] * sum[i]) / n[i]) / (n[i] - 1)) : NaN));
  repair?.pixels.forEach((i, j) => {
    const rest = repair.second[j] - (repair.first[j] * repair.first[j]) / n[i];
    spread[i] = Math.sqrt(Math.max(0, rest) / (n[i] - 1));
  });
  return spread;
}
