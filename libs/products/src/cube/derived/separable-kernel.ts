import type { ConvolutionTerm } from '#kernels';

/** Weights, y slowest, odd numbers of them along both axes. */
export interface PlainKernel {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/** A kernel as a sum of products: of what is along a row and what is along a column. */
export interface SeparableKernel {
  readonly width: number;
  readonly height: number;
  readonly terms: readonly ConvolutionTerm[];
  /** multiplications for each pixel */
  readonly cost: number;
  /** weight of the pixel itself */
  readonly centre: number;
}

/** Of the largest weight: what the terms leave out. */
const TOLERANCE = 1e-8;

/**
 * The fewest multiplications that make a kernel: its rows as they are, or products of a row and a column, of which a Gaussian in any position takes few
 * (the position angle is 0 or 90 degrees, or it is round: one). Chosen one after another through the largest value that is left.
 */
export function separated(kernel: PlainKernel): SeparableKernel {
  const { width, height, values } = kernel;
  const centre = values[(height >> 1) * width + (width >> 1)];
  const plain = width * height + height;
  const rest = values.slice();
  const terms: { row: Float64Array; column: Float64Array }[] = [];
  const least = TOLERANCE * greatest(rest).value;
  for (;;) {
    const { at, value } = greatest(rest);
    if (value <= least) return { width, height, terms, cost: terms.length * (width + height), centre };
    if ((terms.length + 1) * (width + height) >= plain) return rowsOf(kernel, centre);
    const [x, y] = [at % width, Math.floor(at / width)];
    const row = rest.slice(y * width, (y + 1) * width);
    const column = Float64Array.from({ length: height }, (_, j) => rest[j * width + x] / rest[at]);
    for (let j = 0; j < height; j++) for (let i = 0; i < width; i++) rest[j * width + i] -= column[j] * row[i];
    terms.push({ row, column });
  }
}

/** Each row by itself. */
function rowsOf({ width, height, values }: PlainKernel, centre: number): SeparableKernel {
  const terms = Array.from({ length: height }, (_, j) => {
    const column = new Float64Array(height);
    column[j] = 1;
    return { row: values.slice(j * width, (j + 1) * width), column };
  });
  return { width, height, terms, cost: width * height + height, centre };
}

function greatest(values: Float64Array): { readonly at: number; readonly value: number } {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[at])) at = i;
  return { at, value: Math.abs(values[at]) };
}
