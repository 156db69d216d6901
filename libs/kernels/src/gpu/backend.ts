import { UnsupportedError } from '#faults';
import type { Backend, Operation, Specs } from '../backend.js';
import type { CollapseSpec } from '../collapse.js';
import type { GatherSpec } from '../gather.js';
import type { PixelType } from '../pixel-type.js';
import { GpuCollapse } from './collapse.js';
import { copyRate } from './copy-rate.js';
import { Cubes } from './cubes.js';
import { GpuGather } from './gather.js';
import type { Gpu } from './gpu.js';
import { openGpu, type OpenOptions } from './open.js';

export interface GpuOptions extends OpenOptions {
  /** of memory, here and on the GPU, that the planes under way take at most; 64 MiB */
  readonly slabBytes?: number;
  /** of GPU memory for cubes that stay after a request; 0: none */
  readonly residentBytes?: number;
}

export interface GpuBackend extends Backend {
  readonly name: 'gpu';
  /** what the adapter calls itself */
  readonly device: string;
  readonly cubes: Pick<Cubes, 'bytes' | 'count' | 'hits' | 'has'>;
  /** kernels that have run on the GPU */
  readonly runs: number;
  /** bytes of pixels that were brought there */
  readonly uploaded: number;
  /** for measurements: waits until the GPU has done all; the rate of copies there, bytes read and written per second */
  readonly probe: { done(): Promise<void>; copyRate(bytes: number): Promise<number> };
  /** gives the resident cubes up */
  clear(): void;
}

/** The backend on the GPU of this machine, or a sentence why there is none. One per thread: cubes stay with the one that loaded them. */
export async function gpuBackend(options: GpuOptions = {}): Promise<GpuBackend | { readonly unavailable: string }> {
  const opened = await openGpu(options);
  if ('unavailable' in opened) return opened;
  const { gpu, device } = opened;
  const { slabBytes = 2 ** 26, residentBytes = 0 } = options;
  const cubes = new Cubes(residentBytes);
  const checked = <O extends Operation>(operation: O, spec: Specs[O] & { pixels: PixelType }) => {
    const refusal = refusalOf(gpu, operation, spec.pixels, spec);
    if (refusal !== undefined) throw new UnsupportedError(refusal);
  };
  const refused = (operation: Operation) => (spec: { pixels: PixelType }) => {
    throw new UnsupportedError(refusalOf(gpu, operation, spec.pixels)!);
  };
  return {
    name: 'gpu',
    device,
    cubes,
    get runs() {
      return gpu.runs;
    },
    get uploaded() {
      return gpu.uploaded;
    },
    probe: { done: () => gpu.done(), copyRate: (bytes) => copyRate(gpu, bytes) },
    clear: () => cubes.clear(),
    refusal: (operation, pixels, spec) => refusalOf(gpu, operation, pixels, spec),
    bestCount: (_operation, _spec, most) => Math.min(most, mostPixels(gpu)),
    collapse: (spec) => (checked('collapse', spec), new GpuCollapse(gpu, cubes, spec, slabBytes)),
    gather: (spec) => (checked('gather', spec), new GpuGather(gpu, cubes, spec, slabBytes)),
    columns: refused('columns'),
    weigh: refused('weigh'),
    bin: refused('bin'),
    histogram: refused('histogram'),
  };
}

const IDS = new Set<unknown>([-1, 0, 1, 2, 5, 6, 8, 9, 10, 11]);
const TYPES = new Set([8, 16, 32, -32]);

function refusalOf<O extends Operation>(gpu: Gpu, operation: O, pixels: PixelType, spec?: Specs[O]): string | undefined {
  if (gpu.lost) return 'the GPU was lost';
  if (operation !== 'collapse' && operation !== 'gather')
    return `${operation} is not done on the GPU: only moments (collapse) and slices (gather) are`;
  if (!TYPES.has(pixels.bitpix)) return `BITPIX ${pixels.bitpix}: the GPU computes with float32, it takes BITPIX 8, 16, 32 and -32`;
  if (!spec) return undefined;
  return operation === 'collapse' ? refusalOfCollapse(gpu, spec as CollapseSpec) : refusalOfGather(gpu, spec as GatherSpec);
}

function refusalOfCollapse(gpu: Gpu, { want, noise, count }: CollapseSpec): string | undefined {
  const other = want.filter((id) => !IDS.has(id));
  if (other.length > 0) return `moments ${other.join(', ')} are not done on the GPU: only ${[...IDS].join(', ')} are`;
  if (noise && 'planes' in noise) return 'planes of noise are not taken on the GPU';
  return refusalOfCount(gpu, count);
}

function refusalOfGather(gpu: Gpu, { entries, count }: GatherSpec): string | undefined {
  const most = Math.min(2 ** 24, Math.floor(gpu.largest / 12));
  if (entries.indices.length > most) return `${entries.indices.length} weights of a slice: the GPU takes ${most}`;
  return refusalOfCount(gpu, count);
}

function refusalOfCount(gpu: Gpu, count: number): string | undefined {
  const most = mostPixels(gpu);
  return count > most ? `a block of ${count} pixels: the GPU takes ${most}` : undefined;
}

/** Four rows of four floats for each must fit in a buffer; 2²⁵ is what a dispatch of 8 × 8 threads reaches. */
function mostPixels(gpu: Gpu): number {
  return Math.min(2 ** 25, Math.floor(gpu.largest / 64) & ~63);
}
