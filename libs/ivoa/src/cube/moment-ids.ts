import { UsageError } from '#faults';
import { quote } from '../dali/quote.js';

/** Maps that /cube/moment makes (kernels §7, 9), by their numbers in CASA or by name. */
export type MomentName =
  | -1 | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | `order${number}`
  | 'variance' | 'skewness' | 'kurtosis' | 'peak' | 'peakx' | 'w20' | 'w50' | 'gausswidth' | 'boxwidth'; // prettier-ignore

/** CASA's names of the numbers, which its files end in. */
const NUMBERED = [
  'average', 'integrated', 'weighted_coord', 'weighted_dispersion_coord', 'median', 'median_coord', 'standard_deviation', 'rms', 'abs_mean_dev',
  'maximum', 'maximum_coord', 'minimum', 'minimum_coord',
] as const; // prettier-ignore

/** What has no number. */
const NAMED = ['variance', 'skewness', 'kurtosis', 'peak', 'peakx', 'w20', 'w50', 'gausswidth', 'boxwidth'] as const;

export const MOMENT_HELP =
  `-1 to 11 as in CASA, or its names (${NUMBERED.join(', ')}), order2 to order8 (about the mean, without a root), variance, skewness, ` +
  'kurtosis (excess: 0 for a Gaussian); peak and peakx (height and place of a parabola through the maximum), w20 and w50 (widths at 20 and 50 % of the peak), boxwidth ' +
  '(moment 0 over the maximum), gausswidth (that over sqrt(2 pi): the dispersion of a Gaussian)';

const BY_NAME: ReadonlyMap<string, MomentName> = new Map<string, MomentName>([
  ...NUMBERED.map((name, i): [string, MomentName] => [name, (i - 1) as MomentName]),
  ...NAMED.map((name): [string, MomentName] => [name, name]),
]);

/** @throws UsageError */
export function parseMoment(text: string): MomentName {
  const word = text.trim().toLowerCase();
  if (/^[+-]?\d{1,2}$/.test(word) && Number(word) >= -1 && Number(word) <= 11) return Number(word) as MomentName;
  const named = BY_NAME.get(word);
  if (named !== undefined) return named;
  const order = /^order([2-8])$/.exec(word);
  if (order) return `order${Number(order[1])}`;
  const names = [...BY_NAME.keys()].join(', ');
  throw new UsageError(`MOMENT needs a whole number from -1 to 11, order2 to order8, or one of ${names}, got ${quote(text)}`);
}
