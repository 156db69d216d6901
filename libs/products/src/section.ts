/** The pixels first, first + step, … (count of them) of an axis that has `size` pixels; 0-based. */
export interface AxisCut {
  readonly size: number;
  readonly first: number;
  readonly count: number;
  readonly step: number;
}

/** How many pixels a cut leaves. */
export function pixelsOf(cuts: readonly AxisCut[]): number {
  return cuts.reduce((product, { count }) => product * count, 1);
}

/**
 * A box of an array on disk as equal runs of contiguous bytes: run number r starts at `offset` + Σ digit × stride, the digits of r
 * being counted in `dims`, the fastest first. It is the file order, so reading forwards is reading in order.
 */
export interface Section {
  readonly offset: number;
  readonly runBytes: number;
  readonly runs: number;
  readonly dims: readonly { readonly count: number; readonly strideBytes: number }[];
}

/** @param offset of the array's first byte in the file; @param axes NAXIS1 first */
export function sectionOf(offset: number, bytesPerPixel: number, axes: readonly AxisCut[]): Section {
  const dims: { count: number; strideBytes: number }[] = [];
  let start = offset;
  let strideBytes = bytesPerPixel;
  let runBytes = bytesPerPixel;
  let contiguous = true;
  for (const { size, first, count, step } of axes) {
    start += first * strideBytes;
    const strideOfCut = step * strideBytes;
    if (contiguous && (strideOfCut === runBytes || count === 1)) {
      runBytes *= count;
      contiguous = count === size || size === 1;
    } else {
      contiguous = false;
      const last = dims.at(-1);
      if (last && last.count * last.strideBytes === strideOfCut) last.count *= count;
      else if (count > 1) dims.push({ count, strideBytes: strideOfCut });
    }
    strideBytes *= size;
  }
  return { offset: start, runBytes, runs: dims.reduce((runs, { count }) => runs * count, 1), dims };
}

/** Where in the file run number `run` starts. */
export function runOffset(section: Section, run: number): number {
  let offset = section.offset;
  for (const { count, strideBytes } of section.dims) {
    offset += (run % count) * strideBytes;
    run = Math.floor(run / count);
  }
  return offset;
}

/** Skipping up to this many bytes costs less in one large read than a read of its own for each run (about 8 µs on a warm file). */
export const GAP_BYTES = 64 * 1024;

/** Whether the runs lie so close together that they are read with what is between them. */
export function fillsByGathering({ runBytes, dims: [inner] }: Section): boolean {
  return inner !== undefined && inner.strideBytes - runBytes <= GAP_BYTES && runBytes < GAP_BYTES;
}
