import { UnsupportedError } from '#faults';
import type { CubeOperation } from '#ivoa';
import { bytesPerPixel, gpuBackend, tooSmallForGpu, type GpuBackend, type KernelWish, type Operation } from '#kernels';
import type { Logger, Metrics } from '#ops';
import type { Cube, CubeSite } from '#products';

export interface GpuKernelsOptions {
  /** SODALITE_KERNELS; `gpu` takes software for a GPU as well, for it was asked for by name */
  readonly wish: KernelWish;
  /** SODALITE_GPU_MEMORY: for cubes that stay */
  readonly residentBytes: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly metrics: Metrics;
  readonly open?: typeof gpuBackend;
}

/** Planes on their way to the GPU. They are read in the main thread, so it is little at a time. */
const SLAB_BYTES = 8 * 1024 * 1024;

/** What the GPU does of each operation; the others are not made there. */
const KERNELS: { readonly [O in CubeOperation]?: Operation } = { moment: 'collapse', pv: 'gather' };

/** Failures of the device, not of what it was given; more than these are no accident. */
const MOST_DEFECTS = 3;

type GpuSite = Pick<CubeSite, 'gpu' | 'noGpu' | 'residents'>;

/** The GPU of this process, opened when the first product comes that may be made on it, and at the start where it was asked for by name. Why there is none is logged once. */
export class GpuKernels {
  private opening?: Promise<GpuBackend | { readonly unavailable: string }>;
  private backend?: GpuBackend;
  private failures = 0;
  private defects = 0;

  constructor(private readonly options: GpuKernelsOptions) {
    const { metrics } = options;
    metrics.watch('gpuResident', () => this.backend?.cubes.bytes ?? 0);
    metrics.watch('gpuCubes', () => this.backend?.cubes.count ?? 0);
    metrics.watch('gpuHits', () => this.backend?.cubes.hits ?? 0);
    metrics.watch('gpuUploads', () => this.backend?.uploaded ?? 0);
    metrics.watch('gpuRuns', () => this.backend?.runs ?? 0);
    metrics.watch('gpuFailures', () => this.failures);
    if (options.wish !== 'gpu') return;
    this.opening = this.open();
    this.opening.catch(() => undefined); // the first product tells
  }

  /** The GPU for an operation on a cube, or why it is not made there. */
  async siteFor(operation: CubeOperation, { nx, ny, nz, planes, pixels }: Cube): Promise<GpuSite> {
    const { wish } = this.options;
    if (wish !== 'gpu' && wish !== 'auto') return {};
    const kernel = KERNELS[operation];
    if (!kernel) return { noGpu: `${operation} is not made on a GPU` };
    const bytes = nx * ny * nz * planes.length * bytesPerPixel(pixels);
    const small = wish === 'auto' && !this.backend ? tooSmallForGpu(kernel, bytes) : undefined;
    if (small !== undefined) return { noGpu: small };
    const opened = await (this.opening ??= this.open());
    return 'unavailable' in opened ? { noGpu: opened.unavailable } : { gpu: opened, residents: opened.cubes };
  }

  /** It began a product that it did not finish. Cubes that stay may be what it has no memory for; one that fails again and again is given up. */
  failed(reason: Error): void {
    const { logger } = this.options;
    this.failures += 1;
    this.backend?.clear();
    logger.warn({ err: reason.cause ?? reason }, `${reason.message}; WebAssembly makes the product`);
    if (reason.cause instanceof UnsupportedError || ++this.defects !== MOST_DEFECTS) return;
    const unavailable = `the GPU was given up after ${MOST_DEFECTS} failures; at last ${reason.message}`;
    this.opening = Promise.resolve({ unavailable });
    logger.warn({}, `products are computed by WebAssembly alone: ${unavailable}`);
  }

  private async open(): Promise<GpuBackend | { readonly unavailable: string }> {
    const { wish, residentBytes, logger, open = gpuBackend } = this.options;
    const opened = await open({ software: wish === 'gpu', slabBytes: SLAB_BYTES, residentBytes });
    if ('unavailable' in opened) {
      logger[wish === 'gpu' ? 'warn' : 'info']({}, `products are computed by WebAssembly alone: ${opened.unavailable}`);
      return opened;
    }
    logger.info({ device: opened.device }, `products are computed on a GPU as well, ${opened.device}`);
    this.backend = opened;
    return opened;
  }
}
