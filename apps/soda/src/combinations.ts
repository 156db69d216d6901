import { LimitError } from '#faults';
import type { SodaRequest } from '#ivoa';
import type { Filters } from '#products';

/**
 * Every combination of the values of a request, each a cutout of its own, in the order of the values; POL is one filter in each (SODA 1.0 §4.1).
 * @throws LimitError when these times the datasets are more than `most`
 */
export function combinationsOf(request: SodaRequest, most: number): Filters[] {
  const combinations = new Combinations(request);
  const asked = combinations.length * Math.max(request.ids.length, 1);
  if (asked > most) {
    const what = `${asked} combinations of values and datasets`;
    throw new LimitError(`one request makes up to ${most} cutouts (SODALITE_MAX_COMBINATIONS), got ${what}; send them in several requests`);
  }
  return Array.from({ length: combinations.length }, (_, i) => combinations.at(i));
}

/** The combinations of a request without the datasets; each is made when it is asked for. */
export class Combinations {
  readonly length: number;
  private readonly common: Filters;
  /** the last one changes fastest */
  private readonly lists: readonly (readonly Filters[])[];

  constructor({ shapes, bands, velocities, frequencies, times, channels, pixels, pols, hdu, maskOut, restFrequencyHz }: SodaRequest) {
    this.common = { pols: pols.length > 0 ? pols : undefined, hdu, maskOut, restFrequencyHz };
    const lists: Filters[][] = [
      shapes.map((shape) => ({ shape })),
      bands.map((bandMetres) => ({ bandMetres })),
      velocities.map((velocity) => ({ velocity })),
      frequencies.map((frequencyHz) => ({ frequencyHz })),
      times.map((timeMjd) => ({ timeMjd })),
      channels.map((range) => ({ channels: range })),
      pixels.map((section) => ({ pixels: section })),
    ];
    // Without values there is one combination, which this parameter does not restrict.
    this.lists = lists.filter((list) => list.length > 0);
    this.length = this.lists.reduce((product, list) => product * list.length, 1);
  }

  at(index: number): Filters {
    let filters = this.common;
    for (const list of this.lists.toReversed()) {
      filters = { ...filters, ...list[index % list.length] };
      index = Math.floor(index / list.length);
    }
    return filters;
  }
}
