import { Arena } from './instance.js';

/** A kernel as a sum of products of what is along a row and what is along a column. */
export interface ConvolutionTerm {
  readonly row: Float64Array;
  readonly column: Float64Array;
}

/** Columns that are worked on together. */
const GROUP = 8;

/**
 * Σ over the terms of the sums along rows and then across them: every number by the same operations in the same order, whichever rows and columns come with it.
 * @param values (rows + height − 1) × (columns + width − 1) finite numbers, x fastest
 * @returns rows × columns
 * @throws LimitError above 1 GiB
 */
export function convolutionSums(values: Float64Array, terms: readonly ConvolutionTerm[], columns: number, rows: number): Float64Array {
  const arena = new Arena();
  const { wasm } = arena;
  const [width, height] = [terms[0].row.length, terms[0].column.length];
  const wide = columns + width - 1;
  const padded = Math.ceil(columns / GROUP) * GROUP;
  const from = arena.copy(values);
  const along = arena.place(8 * padded * (rows + height - 1));
  const out = arena.place(8 * padded * rows);
  const taps = arena.place(8 * (width + height));
  for (const { row, column } of terms) {
    // Of a row by itself the others are no terms.
    let [first, last] = [0, height - 1];
    while (column[first] === 0 && first < last) first++;
    while (column[last] === 0 && last > first) last--;
    const count = last - first + 1;
    arena.doubles(taps, width + count).set(row);
    arena.doubles(taps, width + count).set(column.subarray(first, last + 1), width);
    wasm.alongRows(from + 8 * first * wide, wide, rows + count - 1, taps, width, along, padded);
    wasm.acrossRows(along, padded, rows, taps + 8 * width, count, out);
  }
  const sums = new Float64Array(rows * columns);
  const all = arena.doubles(out, padded * rows);
  for (let y = 0; y < rows; y++) sums.set(all.subarray(y * padded, y * padded + columns), y * columns);
  arena.release();
  return sums;
}
