import type { Coverage } from '#region';
import type { Entries } from '#kernels';
import { solidAngleAt, type SolidAngles } from './solid-angle.js';

/** Pixels with weights, as plain data for a worker thread. */
export interface WeightedRegion {
  readonly coverage: Coverage;
  /** weights are multiplied by these */
  readonly angles?: SolidAngles;
}

/** Part of a plane that is read at once: rows y0 … y0 + rows − 1, from column x0 on. */
export interface PixelBlock {
  readonly x0: number;
  readonly y0: number;
  readonly columns: number;
  readonly rows: number;
}

/** The pixels of each region within a block, row by row. */
export function regionEntries(regions: readonly WeightedRegion[], block: PixelBlock): Entries {
  const offsets = new Uint32Array(regions.length + 1);
  regions.forEach((region, i) => {
    let count = 0;
    eachSpan(region, block, (_y, from, to) => (count += to - from));
    offsets[i + 1] = offsets[i] + count;
  });
  const indices = new Uint32Array(offsets[regions.length]);
  const weights = new Float64Array(offsets[regions.length]);
  regions.forEach((region, i) => {
    let at = offsets[i];
    eachSpan(region, block, (y, from, to, weight) => {
      for (let x = from; x < to; x++, at++) {
        indices[at] = (y - block.y0) * block.columns + (x - block.x0);
        weights[at] = region.angles ? weight * solidAngleAt(region.angles, x, y) : weight;
      }
    });
  });
  return { offsets, indices, weights };
}

type Span = (y: number, from: number, to: number, weight: number) => void;

function eachSpan(
  { coverage: { box, offsets, from, to, weights } }: WeightedRegion,
  { x0, y0, columns, rows }: PixelBlock,
  span: Span,
): void {
  for (let y = Math.max(y0, box.y0); y < Math.min(y0 + rows, box.y1 + 1); y++) {
    for (let at = offsets[y - box.y0]; at < offsets[y - box.y0 + 1]; at++) {
      const [first, end] = [Math.max(from[at], x0), Math.min(to[at], x0 + columns)];
      if (first < end) span(y, first, end, weights[at]);
    }
  }
}
