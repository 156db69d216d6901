import type { OutputBox } from './output-boxes.js';
import type { AxisCut } from './section.js';
import type { TilePlace } from './tiled-pixels.js';

/**
 * Copies the pixels that a tile and a box of the output share to their places in `out`. Nothing is allocated for a row.
 * @param cuts what the output is of the image, NAXIS1 first
 */
export function copyFromTile(
  tile: Uint8Array,
  { origin, lengths }: TilePlace,
  cuts: readonly AxisCut[],
  box: OutputBox,
  bytesPerPixel: number,
  out: Buffer,
): void {
  const n = cuts.length;
  // per axis: where the shared pixels begin in the tile and in the box, their number, and the strides in bytes of both
  const counts = new Float64Array(n);
  const steps = new Float64Array(n);
  const strides = new Float64Array(n);
  let [from, to, tileStride, boxStride] = [0, box.at * bytesPerPixel, bytesPerPixel, bytesPerPixel];
  for (let axis = 0; axis < n; axis++) {
    const { first, step } = cuts[axis];
    const begin = Math.max(box.first[axis], Math.ceil((origin[axis] - first) / step));
    const end = Math.min(box.first[axis] + box.count[axis], Math.floor((origin[axis] + lengths[axis] - 1 - first) / step) + 1);
    counts[axis] = end - begin;
    if (end <= begin) return;
    from += (first + begin * step - origin[axis]) * tileStride;
    to += (begin - box.first[axis]) * boxStride;
    steps[axis] = step * tileStride;
    strides[axis] = boxStride;
    tileStride *= lengths[axis];
    boxStride *= box.count[axis];
  }
  const source = Buffer.from(tile.buffer, tile.byteOffset, tile.byteLength);
  const row = { count: counts[0], step: steps[0], bytesPerPixel };
  const digit = new Float64Array(n);
  for (let axis = 0; axis < n;) {
    copyRow(source, from, out, to, row);
    for (axis = 1; axis < n; axis++) {
      from += steps[axis];
      to += strides[axis];
      if (++digit[axis] < counts[axis]) break;
      from -= digit[axis] * steps[axis];
      to -= digit[axis] * strides[axis];
      digit[axis] = 0;
    }
  }
}

interface Row {
  readonly count: number;
  /** bytes from one pixel to the next in the tile */
  readonly step: number;
  readonly bytesPerPixel: number;
}

function copyRow(source: Buffer, from: number, out: Buffer, to: number, { count, step, bytesPerPixel }: Row): void {
  if (step === bytesPerPixel) {
    source.copy(out, to, from, from + count * bytesPerPixel);
    return;
  }
  for (let i = 0; i < count; i++, from += step) {
    for (let byte = 0; byte < bytesPerPixel; byte++) out[to++] = source[from + byte];
  }
}
