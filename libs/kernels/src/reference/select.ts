import type { Selection } from '../selection.js';

/**
 * NaN for the samples of a plane that are not kept. `mask` is that of the plane; `places` are the pixels of the block that `values` belong to, when
 * they are not all of them.
 */
export function select({ keep }: Selection, channel: number, values: Float64Array, mask?: Uint8Array, places?: Uint32Array): void {
  if (!keep && !mask) return;
  const [low, high] = keep?.include ?? [-Infinity, Infinity];
  const [under, over] = keep?.exclude ?? [Infinity, Infinity];
  const threshold = keep?.atLeast?.channel?.[channel] ?? (keep?.atLeast ? 1 : -Infinity);
  const ofPixel = keep?.atLeast?.pixel;
  const absolute = keep?.atLeast?.absolute === true;
  for (let j = 0; j < values.length; j++) {
    const i = places ? places[j] : j;
    const value = values[j];
    const kept =
      (!mask || ((mask[i >> 3] >> (i & 7)) & 1) === 1) &&
      value >= low &&
      value <= high &&
      (value <= under || value >= over) &&
      (absolute ? Math.abs(value) : value) >= (ofPixel ? threshold * ofPixel[i] : threshold) &&
      !(keep?.dropZeros && value === 0);
    if (!kept) values[j] = NaN;
  }
}
