import { bytesPerPixel, type Backend, type CollapseSpec, type ColumnId, type Columns, type ColumnsSpec, type KernelName } from '#kernels';
import { backendOf } from '../backends.js';
import { cubeReader, type CubeBlock, type CubeReader } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import type { CubeJob, Done } from '../cube-tasks.js';
import { mapBytes, type MapBitpix, type MapBytes } from './map-bytes.js';
import type { MapOrder } from './moment-layout.js';
import type { MapId } from './moment-request.js';

/** The maps of one block of one plane. */
export interface MomentJob extends CubeJob {
  readonly kernel: KernelName;
  readonly plane: number;
  readonly block: CubeBlock;
  readonly order: MapOrder;
  /** in the order of the HDUs */
  readonly maps: readonly { readonly id: MapId | 'nchan'; readonly bitpix: MapBitpix }[];
  readonly sums?: Omit<CollapseSpec, 'count' | 'pixels'>;
  readonly columns?: Omit<ColumnsSpec, 'count' | 'pixels'>;
  /** σ of each pixel is measured first, from these channels (1), and is a factor of `keep.atLeast` and of the noise */
  readonly pixelNoise?: { readonly lineFree?: Uint8Array };
  /** σ² of each sample, for the errors of sums */
  readonly variance?: CubeRef;
  /** maps 1 and 2 are NaN where S/N is less */
  readonly snrBlank?: number;
}

export interface MomentPart {
  readonly maps: readonly MapBytes[];
  readonly invalid: number;
  readonly guarded: number;
}

/** Spectra that are held at once, for order statistics or where the file has them one after another. */
const STRIP_BYTES = 8 * 1024 * 1024;

/** @throws what reading throws */
export async function momentPart(job: MomentJob, reader: CubeReader, backend: Backend = backendOf(job.kernel)): Promise<Done<MomentPart>> {
  const sigma = job.pixelNoise && ((await statistics(job, reader, backend, sigmaSpec(job))).get('sigma') as Float64Array);
  const found = new Map<MapId | 'nchan', Float64Array | Int32Array>();
  let [invalid, guarded] = [0, 0];
  if (job.columns) for (const [id, map] of await statistics(job, reader, backend, withPixelNoise(job.columns, sigma))) found.set(id, map);
  if (job.sums) {
    const collapsed = await sums(job, reader, backend, withPixelNoise(job.sums, sigma));
    for (const [id, map] of collapsed.maps) found.set(id, map);
    ({ invalid, guarded } = collapsed);
  }
  if (job.snrBlank !== undefined) blankBelow(found, job.snrBlank);
  const maps = job.maps.map(({ id, bitpix }) => mapBytes(found.get(id)!, job.block, job.order, bitpix));
  return { value: { maps, invalid, guarded }, transfer: maps.map(({ bytes }) => bytes) };
}

/** One pass, planes in their order; again where digits were lost. */
async function sums(job: MomentJob, reader: CubeReader, backend: Backend, spec: Omit<CollapseSpec, 'count' | 'pixels'>) {
  const { cube, block, variance } = job;
  const collapse = backend.collapse({ ...spec, pixels: cube.pixels, count: block.nx * block.ny });
  const noise = variance && cubeReader(variance);
  try {
    const feed = feedOf(job, cube, reader, 'spectra');
    const feedNoise = noise && feedOf(job, variance, noise, 'variances');
    do {
      for (let k = 0; k < cube.nz; k += collapse.planes) {
        const planes = Math.min(collapse.planes, cube.nz - k);
        feed(k, planes, (slot) => collapse.input(slot));
        feedNoise?.(k, planes, (slot) => collapse.noiseInput(slot));
        await collapse.add(k, planes);
      }
    } while (await collapse.again());
  } finally {
    noise?.close();
  }
  return collapse.finish();
}

type Feed = (first: number, channels: number, into: (slot: number) => Uint8Array) => void;

/** Where the spectral axis runs fastest the block is read once and as a whole, for otherwise it would be for each few planes. */
function feedOf({ plane, block }: MomentJob, { strides, nz, pixels }: CubeRef, reader: CubeReader, use: keyof typeof scratch): Feed {
  if (strides.z > Math.min(strides.x, strides.y))
    return (first, channels, into) => reader.readBlock(plane, block, first, channels, (channel) => into(channel - first));
  const size = block.nx * block.ny * bytesPerPixel(pixels);
  const memory = scratchOf(size * nz, use);
  const at = (channel: number): Uint8Array => memory.subarray(channel * size, (channel + 1) * size);
  reader.readBlock(plane, block, 0, nz, at);
  return (first, channels, into) => {
    for (let slot = 0; slot < channels; slot++) into(slot).set(at(first + slot));
  };
}

/** Strips of whole spectra: as many as there is memory for are read together, as many as suit the kernels are worked on. */
async function statistics(job: MomentJob, reader: CubeReader, backend: Backend, spec: Omit<ColumnsSpec, 'count' | 'pixels'>) {
  const { block, plane, cube } = job;
  const { pixels, nz } = cube;
  const size = bytesPerPixel(pixels);
  const found = new Map<ColumnId | 'nchan', Float64Array>();
  const make = (from: number, some: number) => backend.columns({ ...forPixels(spec, from, some), pixels, count: some });
  // What has memory already is used again, unless σ of its pixels is part of it.
  const isShared = !spec.keep?.atLeast?.pixel && !spec.noise?.pixel;
  let kept: { readonly columns: Columns; readonly count: number } | undefined;
  for (const strip of stripsOf(block, stripPixels(nz, size))) {
    const count = strip.nx * strip.ny;
    const memory = scratchOf(count * size * nz);
    reader.readBlock(plane, strip, 0, nz, (channel) => memory.subarray(channel * count * size, (channel + 1) * count * size));
    const start = (strip.y0 - block.y0) * block.nx + strip.x0 - block.x0;
    const most = backend.bestCount('columns', { ...spec, pixels }, count);
    for (let first = 0; first < count; first += most) {
      const some = Math.min(most, count - first);
      const columns = isShared && kept?.count === some ? kept.columns : make(start + first, some);
      kept = { columns, count: some };
      for (let k = 0; k < nz; k++) columns.input(k).set(memory.subarray((k * count + first) * size, (k * count + first + some) * size));
      for (const [id, values] of columns.finish()) {
        let whole = found.get(id);
        if (!whole) found.set(id, (whole = new Float64Array(block.nx * block.ny)));
        whole.set(values, start + first);
      }
    }
  }
  return found;
}

const scratch = { spectra: new Uint8Array(0), variances: new Uint8Array(0) };

/** The same memory again: fresh pages cost more than what is done with them, and would pile up. */
function scratchOf(bytes: number, use: keyof typeof scratch = 'spectra'): Uint8Array {
  if (scratch[use].length < bytes) scratch[use] = new Uint8Array(bytes);
  return scratch[use].subarray(0, bytes);
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

/** Pixels of which all channels are held. */
export const stripPixels = (channels: number, size: number): number => Math.max(1, Math.floor(STRIP_BYTES / (channels * size)));

type Factors = { readonly channel?: Float64Array; readonly pixel?: Float64Array };

/** σ of the pixels of a piece of the block. */
function forPixels<S extends Omit<ColumnsSpec, 'count' | 'pixels'>>(spec: S, from: number, count: number): S {
  const cut = <F extends Factors>(factors: F): F =>
    factors.pixel ? { ...factors, pixel: factors.pixel.subarray(from, from + count) } : factors;
  return {
    ...spec,
    keep: spec.keep?.atLeast ? { ...spec.keep, atLeast: cut(spec.keep.atLeast) } : spec.keep,
    noise: spec.noise && cut(spec.noise),
  };
}

function withPixelNoise<S extends Omit<CollapseSpec | ColumnsSpec, 'count' | 'pixels'>>(spec: S, pixel: Float64Array | undefined): S {
  if (!pixel) return spec;
  const { keep, noise } = spec;
  return {
    ...spec,
    keep: keep?.atLeast ? { ...keep, atLeast: { ...keep.atLeast, pixel } } : keep,
    noise: noise && 'channel' in noise ? { ...noise, pixel } : noise,
  };
}

function sigmaSpec({ columns, sums: collapse, cube, pixelNoise }: MomentJob): Omit<ColumnsSpec, 'count' | 'pixels'> {
  const { coordinates, widths } = (columns ?? collapse)!;
  const edges = columns?.edges ?? new Float64Array(cube.nz + 1);
  return { channels: cube.nz, coordinates, widths, edges, want: ['sigma'], lineFree: pixelNoise?.lineFree };
}

function blankBelow(maps: ReadonlyMap<MapId | 'nchan', Float64Array | Int32Array>, least: number): void {
  const snr = maps.get('snr')!;
  for (const id of [1, 2, 'error1', 'error2'] as const) {
    const map = maps.get(id);
    if (!map) continue;
    for (let i = 0; i < map.length; i++) if (!(snr[i] >= least)) map[i] = NaN;
  }
}
