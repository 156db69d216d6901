import type { Column } from './column.js';

/**
 * |x| between the outermost crossings of a part of the peak, linear between channels (kernels §9). A line that is cut off, by the range or by an invalid
 * channel, ends at the edge of its last channel.
 */
export function widthAt({ spec, valid, kept }: Column, part: number): number {
  const level = part * kept.reduce((peak, value) => (value > peak ? value : peak), 0);
  if (!(level > 0)) return NaN;
  const first = kept.findIndex((value) => value >= level);
  const last = kept.findLastIndex((value) => value >= level);
  const crossing = (inside: number, outside: number, edge: number) => {
    const beyond = valid[outside] ?? NaN;
    if (!(beyond < level)) return edge;
    const { coordinates } = spec;
    return coordinates[inside] + ((valid[inside] - level) / (valid[inside] - beyond)) * (coordinates[outside] - coordinates[inside]);
  };
  return Math.abs(crossing(last, last + 1, spec.edges[last + 1]) - crossing(first, first - 1, spec.edges[first]));
}
