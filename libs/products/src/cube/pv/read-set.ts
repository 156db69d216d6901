import type { Entries } from '#kernels';
import { OUTSIDE } from './pixel-weights.js';
import type { SampleWeights } from './sample-weights.js';

/** Pixels next to each other in a row of the frame, read at once. */
export interface Run {
  readonly row: number;
  readonly column: number;
  readonly count: number;
}

/** What is read of each plane for some samples, and their weights by place in what was read: run after run, then one pixel that never has a value. */
export interface ReadSet {
  readonly runs: readonly Run[];
  /** of the block: all runs, and the one pixel that stands for all outside */
  readonly count: number;
  readonly entries: Entries;
}

/**
 * @param width pixels of a row of the frame
 * @param gap so many pixels between two that are needed are read with them, which is cheaper than another read
 */
export function readSet({ offsets, pixels, weights }: SampleWeights, width: number, gap: number): ReadSet {
  const needed = distinct(pixels);
  const places = new Uint32Array(needed.length);
  const runs: { row: number; column: number; count: number }[] = [];
  let read = 0;
  needed.forEach((pixel, i) => {
    const row = Math.floor(pixel / width);
    const column = pixel - row * width;
    const last = runs.at(-1);
    if (last?.row === row && column - (last.column + last.count) <= gap) {
      read += column + 1 - (last.column + last.count);
      last.count = column + 1 - last.column;
    } else {
      runs.push({ row, column, count: 1 });
      read += 1;
    }
    places[i] = read - 1;
  });
  const indices = Uint32Array.from(pixels, (pixel) => (pixel === OUTSIDE ? read : places[placeOf(needed, pixel)]));
  return { runs, count: read + 1, entries: { offsets, indices, weights } };
}

/** Rising, without OUTSIDE. */
function distinct(pixels: Float64Array): Float64Array {
  const sorted = pixels.filter((pixel) => pixel !== OUTSIDE).sort();
  return sorted.filter((pixel, i) => i === 0 || pixel !== sorted[i - 1]);
}

function placeOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
