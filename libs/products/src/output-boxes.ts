import type { AxisCut } from './section.js';

/** A box of the output, in its own pixels (NAXIS1 first), and which pixel of the block its first one is; rows and planes follow as in the output. */
export interface OutputBox {
  readonly first: readonly number[];
  readonly count: readonly number[];
  readonly at: number;
}

/**
 * The pixels [from, from + pixels) of an array in file order as boxes: the rest of a row, the rest of a plane, whole planes, and so on down
 * to the beginning of a row; at most 2n − 1 of them.
 */
export function boxesOf(cuts: readonly AxisCut[], from: number, pixels: number): OutputBox[] {
  const sizes = cuts.map(({ count }) => count);
  const boxes: OutputBox[] = [];
  for (let at = 0; at < pixels;) {
    const first = digitsOf(from + at, sizes);
    const { axis, block } = largest(first, sizes, pixels - at);
    const count = Math.min(sizes[axis] - first[axis], Math.floor((pixels - at) / block));
    boxes.push({ first, count: sizes.map((size, i) => (i < axis ? size : i === axis ? count : 1)), at });
    at += count * block;
  }
  return boxes;
}

/** The slowest axis along which whole blocks begin here and one fits; the pixels of a block. */
function largest(first: readonly number[], sizes: readonly number[], pixels: number): { readonly axis: number; readonly block: number } {
  let axis = 0;
  let block = 1;
  while (axis + 1 < sizes.length && first[axis] === 0 && block * sizes[axis] <= pixels) block *= sizes[axis++];
  return { axis, block };
}

function digitsOf(pixel: number, sizes: readonly number[]): number[] {
  return sizes.map((size) => {
    const digit = pixel % size;
    pixel = Math.floor(pixel / size);
    return digit;
  });
}
