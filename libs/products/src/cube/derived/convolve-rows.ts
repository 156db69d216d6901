import { convolutionSums } from '#kernels';
import type { SeparableKernel } from './separable-kernel.js';

/** Rows of a plane with margins as wide as the kernel reaches; what is not valid, or beyond the plane, is 0 in both. */
export interface PaddedRows {
  /** (rows + height − 1) × (columns + width − 1), x fastest */
  readonly values: Float64Array;
  /** 1 and 0 */
  readonly valid: Float64Array;
  readonly columns: number;
  readonly rows: number;
}

/**
 * Means of the valid pixels with the weights of a kernel (kernels.md §2.3): every pixel is made by the same operations in the same order, whichever rows come
 * with it. NaN where too little is valid, and, unless they are to be filled, where a pixel is not valid itself.
 * @param factor by which the means are multiplied
 * @param out rows × columns
 */
export function convolveRows(padded: PaddedRows, kernel: SeparableKernel, factor: number, fill: boolean, out: Float64Array): void {
  const { columns, rows, valid } = padded;
  const sums = convolutionSums(padded.values, kernel.terms, columns, rows);
  const weights = weightsOf(padded, kernel);
  const own = kernel.centre / 2;
  const other = fill ? ENOUGH : Infinity;
  const wide = columns + kernel.width - 1;
  const middle = (kernel.height >> 1) * wide + (kernel.width >> 1);
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      const least = valid[middle + y * wide + x] !== 0 ? own : other;
      out[i] = weights[i] >= least ? (sums[i] / weights[i]) * factor : NaN;
    }
  }
}

/** A pixel that is not valid is filled when so much of the weight is. */
const ENOUGH = 0.5;

/** The kernel's sums over the valid pixels; where all rows are alike, as without blanks, one is enough. */
function weightsOf(padded: PaddedRows, kernel: SeparableKernel): Float64Array {
  const { columns, rows, valid } = padded;
  const wide = columns + kernel.width - 1;
  const first = valid.subarray(0, wide);
  for (let y = 1; y < rows + kernel.height - 1; y++)
    if (!equal(first, valid.subarray(y * wide, (y + 1) * wide))) return convolutionSums(valid, kernel.terms, columns, rows);
  const one = convolutionSums(valid.subarray(0, kernel.height * wide), kernel.terms, columns, 1);
  const out = new Float64Array(rows * columns);
  for (let y = 0; y < rows; y++) out.set(one, y * columns);
  return out;
}

function equal(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
