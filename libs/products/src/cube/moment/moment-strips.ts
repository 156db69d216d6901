import { bytesPerPixel, type Backend, type ColumnId, type Columns, type ColumnsSpec } from '#kernels';
import { cubeReader, type CubeBlock, type CubeReader } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import type { MomentJob } from './moment-work.js';
import type { BitsFile } from '../mask/bits-file.js';
import { MaskedStrip } from './masked-planes.js';
import { thresholdOf } from './noise-threshold.js';
import { scratchOf } from './scratch.js';
import type { ZeroTally } from './zero-tally.js';

/** Spectra that are held at once, for order statistics or where the file has them one after another. */
const STRIP_BYTES = 8 * 1024 * 1024;

/** Pixels of which all channels are held. */
export const stripPixels = (channels: number, size: number): number => Math.max(1, Math.floor(STRIP_BYTES / (channels * size)));

type Spec = Omit<ColumnsSpec, 'count' | 'pixels'>;
type Maps = Map<ColumnId | 'nchan', Float64Array>;

/**
 * Strips of whole spectra: as many as there is memory for are read together, as many as suit the kernels are worked on.
 * @param masks what is not set in all of them does not count
 */
export function statistics(
  job: MomentJob,
  reader: CubeReader,
  backend: Backend,
  spec: Spec,
  masks: readonly BitsFile[],
  zeros?: ZeroTally,
): Maps {
  const { variance } = job;
  if (!variance || !spec.noise || !('planes' in spec.noise)) return statisticsWith(job, reader, backend, spec, masks, zeros);
  const noise = cubeReader(variance);
  try {
    return statisticsWith(job, reader, backend, spec, masks, zeros, { reader: noise, ref: variance });
  } finally {
    noise.close();
  }
}

function statisticsWith(
  job: MomentJob,
  reader: CubeReader,
  backend: Backend,
  spec: Spec,
  masks: readonly BitsFile[],
  zeros?: ZeroTally,
  noise?: { readonly reader: CubeReader; readonly ref: CubeRef },
): Maps {
  const { block, cube } = job;
  const { pixels, nz } = cube;
  const size = bytesPerPixel(pixels);
  const found: Maps = new Map();
  const bitsFor = (count: number) => thresholdOf(cube, job.threshold, spec.noise, count);
  const mask = (job.threshold && noise) || masks.length > 0 ? true : undefined;
  const make = (from: number, some: number) => backend.columns({ ...forPixels(spec, from, some), pixels, count: some, mask });
  // What has memory already is used again, unless σ of its pixels is part of it.
  const isShared = !spec.keep?.atLeast?.pixel && !(spec.noise && 'channel' in spec.noise && spec.noise.pixel);
  let kept: { readonly columns: Columns; readonly count: number; readonly bits: ReturnType<typeof bitsFor> } | undefined;
  for (const strip of stripsOf(block, stripPixels(nz, size))) {
    const count = strip.nx * strip.ny;
    const planeOf = readStrip(job, cube, reader, strip, 'spectra');
    const noiseOf = noise && readStrip(job, noise.ref, noise.reader, strip, 'noise');
    const masked = masks.length > 0 ? new MaskedStrip(masks, job.plane, strip, nz) : undefined;
    const start = (strip.y0 - block.y0) * block.nx + strip.x0 - block.x0;
    for (let k = 0; zeros && k < nz; k++) zeros.add(k, planeOf(k, 0, count), start);
    const most = backend.bestCount('columns', { ...spec, pixels }, count);
    for (let first = 0; first < count; first += most) {
      const some = Math.min(most, count - first);
      if (!isShared || kept?.count !== some) kept = { columns: make(start + first, some), count: some, bits: bitsFor(some) };
      const { columns, bits } = kept;
      for (let k = 0; k < nz; k++) {
        const plane = planeOf(k, first, some);
        columns.input(k).set(plane);
        if (noiseOf) columns.noiseInput(k).set(noiseOf(k, first, some));
        if (bits && noiseOf) bits.of(plane, noiseOf(k, first, some), columns.mask(k));
        else if (masked) columns.mask(k).fill(255);
        masked?.keepOnly(k, first, some, columns.mask(k));
      }
      for (const [id, values] of columns.finish()) {
        let whole = found.get(id);
        if (!whole) found.set(id, (whole = new Float64Array(block.nx * block.ny)));
        whole.set(values, start + first);
      }
    }
  }
  return found;
}

/** All channels of a strip in memory; answers the bytes of some of its pixels in one of them. */
function readStrip({ plane }: MomentJob, { nz, pixels }: CubeRef, reader: CubeReader, strip: CubeBlock, use: 'spectra' | 'noise') {
  const [count, size] = [strip.nx * strip.ny, bytesPerPixel(pixels)];
  const memory = scratchOf(count * size * nz, use);
  reader.readBlock(plane, strip, 0, nz, (channel) => memory.subarray(channel * count * size, (channel + 1) * count * size));
  return (k: number, first: number, some: number): Uint8Array =>
    memory.subarray((k * count + first) * size, (k * count + first + some) * size);
}

/** Whole rows of a block, or parts of one: pixels that follow each other in it. */
function stripsOf(block: CubeBlock, most: number): CubeBlock[] {
  const columns = Math.min(block.nx, most);
  const rows = columns < block.nx ? 1 : Math.floor(most / columns);
  const strips: CubeBlock[] = [];
  for (let y = 0; y < block.ny; y += rows)
    for (let x = 0; x < block.nx; x += columns)
      strips.push({ x0: block.x0 + x, nx: Math.min(columns, block.nx - x), y0: block.y0 + y, ny: Math.min(rows, block.ny - y) });
  return strips;
}

type Factors = { readonly channel?: Float64Array; readonly pixel?: Float64Array };

/** σ of the pixels of a piece of the block. */
function forPixels(spec: Spec, from: number, count: number): Spec {
  const cut = <F extends Factors>(factors: F): F =>
    factors.pixel ? { ...factors, pixel: factors.pixel.subarray(from, from + count) } : factors;
  const { keep, noise } = spec;
  return {
    ...spec,
    keep: keep?.atLeast ? { ...keep, atLeast: cut(keep.atLeast) } : keep,
    noise: noise && 'channel' in noise ? cut(noise) : noise,
  };
}
