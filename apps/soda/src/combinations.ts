import { LimitError } from '#faults';
import type { SodaRequest } from '#ivoa';
import type { Filters } from '#products';

/**
 * Every combination of the values of a request, each a cutout of its own, in the order of the values; POL is one filter in each (SODA 1.0 §4.1).
 * @throws LimitError when these times the datasets are more than `most`
 */
export function combinationsOf(request: SodaRequest, most: number): Filters[] {
  const { ids, shapes, bands, velocities, frequencies, times, channels, pixels, pols, hdu, maskOut, restFrequencyHz } = request;
  const lists = [ids, shapes, bands, velocities, frequencies, times, channels, pixels].map(({ length }) => Math.max(length, 1));
  const asked = lists.reduce((product, length) => product * length, 1);
  if (asked > most) {
    const what = `${asked} combinations of values and datasets`;
    throw new LimitError(`one request makes up to ${most} cutouts (SODALITE_MAX_COMBINATIONS), got ${what}; send them in several requests`);
  }
  const common: Filters = { pols: pols.length > 0 ? pols : undefined, hdu, maskOut, restFrequencyHz };
  return [common]
    .flatMap((filters) => each(shapes, (shape) => ({ ...filters, shape })))
    .flatMap((filters) => each(bands, (bandMetres) => ({ ...filters, bandMetres })))
    .flatMap((filters) => each(velocities, (velocity) => ({ ...filters, velocity })))
    .flatMap((filters) => each(frequencies, (frequencyHz) => ({ ...filters, frequencyHz })))
    .flatMap((filters) => each(times, (timeMjd) => ({ ...filters, timeMjd })))
    .flatMap((filters) => each(channels, (range) => ({ ...filters, channels: range })))
    .flatMap((filters) => each(pixels, (section) => ({ ...filters, pixels: section })));
}

/** Without values there is one combination, which this parameter does not restrict. */
function each<T>(values: readonly T[], filters: (value: T | undefined) => Filters): Filters[] {
  return values.length === 0 ? [filters(undefined)] : values.map(filters);
}
