import type { Entries, PixelType } from '#kernels';
import type { CubeBlock } from '../cube-reader.js';
import { invalidPixel } from '../invalid-pixel.js';
import { OUTSIDE } from './pixel-weights.js';
import type { SampleWeights } from './sample-weights.js';

/** What is read of each plane for some samples, and their weights by place in what was read. */
export interface ReadSet {
  /** x0, nx, y0, ny of each, in shared memory: they stand one after the other, each row by row */
  readonly blocks: Int32Array;
  /** pixels of all blocks, and one at the end that never has a value and stands for all outside the image */
  readonly count: number;
  /** bytes of that pixel; undefined where every number is a value: then nothing refers to it */
  readonly invalid?: Uint8Array;
  /** in shared memory */
  readonly entries: Entries;
}

/** Pixels that are read without need cost less than another call of the reader. */
const CHEAP = 64;

/** @param width pixels of a row of the frame; @param minimum part of the weight that must be valid */
export function readSet(piece: SampleWeights, width: number, pixels: PixelType, minimum: number): ReadSet {
  const needed = distinct(piece.pixels);
  const { blocks, places } = blocksOf(needed, width);
  const count = blocks.reduce((sum, { nx, ny }) => sum + nx * ny, 0);
  const invalid = invalidPixel(pixels);
  const placeOf = (pixel: number): number => (pixel === OUTSIDE ? count : places[indexOf(needed, pixel)]);
  return {
    blocks: blockNumbers(blocks),
    count: count + 1,
    invalid,
    entries: invalid ? all(piece, placeOf) : insideOnly(piece, placeOf, minimum),
  };
}

/** As a set has them. */
export function blockNumbers(blocks: readonly CubeBlock[]): Int32Array {
  const numbers = new Int32Array(new SharedArrayBuffer(16 * blocks.length));
  blocks.forEach(({ x0, nx, y0, ny }, b) => numbers.set([x0, nx, y0, ny], 4 * b));
  return numbers;
}

function all({ offsets, pixels, weights }: SampleWeights, placeOf: (pixel: number) => number): Entries {
  const indices = new Uint32Array(new SharedArrayBuffer(4 * pixels.length));
  pixels.forEach((pixel, e) => (indices[e] = placeOf(pixel)));
  return { offsets: shared(offsets), indices, weights: sharedDoubles(weights) };
}

/** All pixels of the image have values, so whether enough of the weight has is known: lists without that stay empty. */
function insideOnly({ offsets, pixels, weights }: SampleWeights, placeOf: (pixel: number) => number, minimum: number): Entries {
  const kept = new Uint32Array(offsets.length);
  const [indices, left]: [number[], number[]] = [[], []];
  for (let s = 0; s + 1 < offsets.length; s++) {
    let [inside, whole] = [0, 0];
    for (let e = offsets[s]; e < offsets[s + 1]; e++) {
      whole += weights[e];
      if (pixels[e] !== OUTSIDE) inside += weights[e];
    }
    for (let e = offsets[s]; e < offsets[s + 1] && inside > 0 && inside >= minimum * whole; e++) {
      if (pixels[e] === OUTSIDE) continue;
      indices.push(placeOf(pixels[e]));
      left.push(weights[e]);
    }
    kept[s + 1] = indices.length;
  }
  return { offsets: shared(kept), indices: shared(indices), weights: sharedDoubles(left) };
}

function shared(values: ArrayLike<number>): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(4 * values.length));
  copy.set(values);
  return copy;
}

function sharedDoubles(values: ArrayLike<number>): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(8 * values.length));
  copy.set(values);
  return copy;
}

/** Rising, without OUTSIDE. */
function distinct(pixels: Float64Array): Float64Array {
  const sorted = pixels.filter((pixel) => pixel !== OUTSIDE).sort();
  return sorted.filter((pixel, i) => i === 0 || pixel !== sorted[i - 1]);
}

function indexOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Columns [from, to) of the rows [y0, y1). */
interface Box {
  from: number;
  to: number;
  readonly y0: number;
  y1: number;
  /** pixels that are needed, and cheap ones between them */
  area: number;
}

/** Few rectangles that hold the pixels, and little else: a row's run of pixels joins what stands below it while half of the whole is needed. */
function blocksOf(needed: Float64Array, width: number): { readonly blocks: CubeBlock[]; readonly places: Float64Array } {
  const done: Box[] = [];
  const owners: Box[] = [];
  let open: Box[] = [];
  let at = 0;
  while (at < needed.length) {
    const y = Math.floor(needed[at] / width);
    const touched: Box[] = [];
    while (at < needed.length && needed[at] < (y + 1) * width) {
      const from = needed[at] - y * width;
      const begin = at;
      let to = from + 1;
      while (++at < needed.length && needed[at] < (y + 1) * width && needed[at] - y * width - to < CHEAP) to = needed[at] - y * width + 1;
      const box = joined(open, from, to, y) ?? { from, to, y0: y, y1: y + 1, area: to - from };
      if (!touched.includes(box)) touched.push(box);
      for (let i = begin; i < at; i++) owners[i] = box;
    }
    for (const box of open) if (!touched.includes(box)) done.push(box);
    open = touched;
  }
  done.push(...open);
  const starts = new Map<Box, number>();
  let count = 0;
  done.sort((a, b) => a.y0 - b.y0 || a.from - b.from);
  for (const box of done) {
    starts.set(box, count);
    count += (box.to - box.from) * (box.y1 - box.y0);
  }
  const places = needed.map((pixel, i) => {
    const box = owners[i];
    const y = Math.floor(pixel / width);
    return starts.get(box)! + (y - box.y0) * (box.to - box.from) + (pixel - y * width - box.from);
  });
  return { blocks: done.map(({ from, to, y0, y1 }) => ({ x0: from, nx: to - from, y0, ny: y1 - y0 })), places };
}

/** The box that ends just below and takes in a run of row y, or of that row already; undefined when none is worth it. */
function joined(open: readonly Box[], from: number, to: number, y: number): Box | undefined {
  for (const box of open) {
    const [left, right] = [Math.min(box.from, from), Math.max(box.to, to)];
    const area = box.area + to - from;
    if ((right - left) * (y + 1 - box.y0) > 2 * area + CHEAP) continue;
    Object.assign(box, { from: left, to: right, y1: y + 1, area });
    return box;
  }
  return undefined;
}
