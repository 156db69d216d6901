import type { ShapeMask } from '#region';
import type { Blanking } from './blanking.js';
import type { AxisCut } from './section.js';

/** Pixels of a cut outside a shape, and what they become. */
export interface MaskedPixels {
  /** NAXIS1 first; whole steps on the axes of the sky */
  readonly cuts: readonly AxisCut[];
  /** of each pixel as it is read */
  readonly bytesPerPixel: number;
  /** 0-based; beyond the axes of the image when they are only in its WCS */
  readonly lonAxis: number;
  readonly latAxis: number;
  readonly mask: ShapeMask;
  readonly blanking: Blanking;
}

type Fill = (from: number, target: Buffer) => Promise<void>;

/**
 * Fills `target` with the bytes [from, from + target.length) of a masked cut: the pixels as `fill` has them, made wider where there was no number to
 * spare, and blanked outside the shape.
 */
export async function readMasked(masked: MaskedPixels, fill: Fill, from: number, target: Buffer): Promise<void> {
  const { bytesPerPixel, blanking } = masked;
  const width = blanking.blank.length;
  const first = Math.floor(from / width);
  const pixels = Math.ceil((from + target.length) / width) - first;
  const skip = from - first * width;
  // A range may begin or end within a pixel: then the whole pixels are made beside and copied.
  const whole = skip === 0 && target.length === pixels * width;
  const out = whole ? target : Buffer.allocUnsafe(pixels * width);
  // Read to the end of the room, widened from its beginning: no pixel is written over before it is moved.
  const narrow = out.subarray(out.length - pixels * bytesPerPixel);
  await fill(first * bytesPerPixel, narrow);
  if (width > bytesPerPixel) widen(narrow, out, bytesPerPixel, width);
  blankOutside(masked, first, pixels, out);
  if (!whole) out.copy(target, 0, skip, skip + target.length);
}

/** Two's complement, but for bytes, which have no sign (Standard §5.2). */
function widen(narrow: Buffer, out: Buffer, from: number, to: number): void {
  for (let at = 0, into = 0; at < narrow.length; at += from, into += to) {
    const sign = from > 1 && narrow[at] >= 128 ? 255 : 0;
    for (let byte = 0; byte < to - from; byte++) out[into + byte] = sign;
    for (let byte = 0; byte < from; byte++) out[into + to - from + byte] = narrow[at + byte];
  }
}

/** @param first number of the first pixel in `out`, in the order of the file */
function blankOutside(masked: MaskedPixels, first: number, pixels: number, out: Buffer): void {
  const { cuts, lonAxis, latAxis, blanking } = masked;
  const row = cuts[0].count;
  const blankRow = lonAxis === 0 ? alongLongitude : latAxis === 0 ? alongLatitude : acrossSky;
  const width = blanking.blank.length;
  for (let at = 0; at < pixels;) {
    const column = (first + at) % row;
    const count = Math.min(row - column, pixels - at);
    const rows = Math.floor((first + at) / row);
    blankRow(masked, { out, at: at * width, column, count, x: placeOn(lonAxis, cuts, rows), y: placeOn(latAxis, cuts, rows) });
    at += count;
  }
}

/** Where on an axis, counted in pixels of the image, a row lies; the row's own axis begins with its first pixel. */
function placeOn(axis: number, cuts: readonly AxisCut[], row: number): number {
  if (axis >= cuts.length) return 0;
  for (let i = 1; i < axis; i++) row = Math.floor(row / cuts[i].count);
  return cuts[axis].first + (axis === 0 ? 0 : row % cuts[axis].count);
}

/** Pixels of one row: `count` of them from column `column` on, at byte `at` of `out`. */
interface Row {
  readonly out: Buffer;
  readonly at: number;
  readonly column: number;
  readonly count: number;
  /** the row's place on the image's axes of longitude and latitude */
  readonly x: number;
  readonly y: number;
}

/** Rows along the longitude axis: what lies between the runs of the mask. */
function alongLongitude({ mask, blanking: { blank } }: MaskedPixels, { out, at, column, count, x, y }: Row): void {
  const runs = mask.runs(y);
  const left = x + column; // pixel of the image at the row's begin
  let done = left;
  for (let i = 0; i < runs.length && done < left + count; i += 2) {
    const to = Math.min(runs[i], left + count);
    if (to > done) out.fill(blank, at + (done - left) * blank.length, at + (to - left) * blank.length);
    done = Math.max(done, runs[i + 1]);
  }
  if (done < left + count) out.fill(blank, at + (done - left) * blank.length, at + count * blank.length);
}

/** Rows along the latitude axis: each pixel is in another row of the mask. */
function alongLatitude({ mask, blanking: { blank } }: MaskedPixels, { out, at, column, count, x, y }: Row): void {
  for (let i = 0; i < count; i++) {
    if (!isInside(mask.runs(y + column + i), x)) out.fill(blank, at + i * blank.length, at + (i + 1) * blank.length);
  }
}

/** Rows along another axis have one place on the sky. */
function acrossSky({ mask, blanking: { blank } }: MaskedPixels, { out, at, count, x, y }: Row): void {
  if (!isInside(mask.runs(y), x)) out.fill(blank, at, at + count * blank.length);
}

function isInside(runs: Int32Array, x: number): boolean {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1; // as many ends as begins lie before a pixel that is outside
}
