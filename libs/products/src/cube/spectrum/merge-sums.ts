import type { RegionSums } from './flux.js';
import type { MaskedWeighed } from './weigh-job.js';

/**
 * Sums of one region in all channels from the parts of its aperture, which are added in the order of the blocks.
 * @param parts for each block those of groups of channels, one after the other
 */
export function mergeSums(parts: readonly (readonly MaskedWeighed[])[], region: number, regions: number): RegionSums {
  const blocks = parts.map((groups) => {
    const joined = (key: keyof MaskedWeighed): Float64Array | undefined =>
      groups[0][key] &&
      Float64Array.from(groups.flatMap((group) => [...(key === 'whole' ? group[key]! : picked(group[key]!, region, regions))]));
    return { joined };
  });
  const added = (key: 'weight' | 'sum' | 'squares' | 'valid' | 'whole'): Float64Array => folded(blocks, key, (a, b) => a + b);
  return {
    weight: added('weight'),
    sum: added('sum'),
    squares: added('squares'),
    valid: added('valid'),
    minimum: folded(blocks, 'minimum', (a, b) => (b < a || Number.isNaN(a) ? b : a)),
    maximum: folded(blocks, 'maximum', (a, b) => (b > a || Number.isNaN(a) ? b : a)),
    extreme: folded(blocks, 'extreme', (a, b) => (Math.abs(b) > Math.abs(a) || Number.isNaN(a) ? b : a)),
    median: blocks.length === 1 ? blocks[0].joined('median') : undefined,
    whole: parts[0][0].whole && added('whole'),
  };
}

type Block = { readonly joined: (key: keyof MaskedWeighed) => Float64Array | undefined };

function folded([first, ...others]: readonly Block[], key: keyof MaskedWeighed, both: (a: number, b: number) => number): Float64Array {
  const all = first.joined(key)!;
  for (const { joined } of others) joined(key)!.forEach((value, k) => (all[k] = both(all[k], value)));
  return all;
}

function picked(values: Float64Array, region: number, regions: number): Float64Array {
  return Float64Array.from({ length: values.length / regions }, (_, k) => values[k * regions + region]);
}

/** Before anything is read. */
export function emptySums(channels: number): RegionSums {
  const nothing = new Float64Array(channels);
  return {
    weight: nothing,
    sum: nothing,
    squares: nothing,
    valid: nothing,
    minimum: nothing,
    maximum: nothing,
    extreme: nothing,
    median: undefined,
  };
}
