import type { KernelWish } from '#kernels';
import type { Config, Logger, Metrics } from '#ops';
import type { Spool } from '#storage';
import { Admission } from '#web';
import { GpuKernels } from './gpu-kernels.js';
import type { CubeLimits } from './limits.js';

/** Products that are computed at the same time: the worker threads are shared, so more of them are no faster. */
const MOST_PRODUCTS = 8;

interface Given {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What the service is given by whoever composes the program. */
export class CubeSettings {
  /** As the configuration has it. */
  static of({ config, logger, metrics }: Given, spool: Spool): CubeSettings {
    const { kernels, gpuMemory, productMemory, syncSeconds, maxResults } = config;
    const gpu = new GpuKernels({ wish: kernels, residentBytes: gpuMemory, logger, metrics });
    const admission = new Admission({ places: MOST_PRODUCTS, bytes: productMemory, what: 'computed products' });
    metrics.watchPlaces('products', admission);
    return new CubeSettings(spool, syncSeconds, kernels, gpu, admission, config, metrics, maxResults);
  }

  constructor(
    /** where products are made, and kept for who comes again */
    readonly spool: Spool,
    /** SODALITE_SYNC_SECONDS */
    readonly syncSeconds: number,
    /** SODALITE_KERNELS */
    readonly kernels: KernelWish,
    readonly gpu: GpuKernels,
    /** to the making of products: by places and by SODALITE_PRODUCT_MEMORY */
    readonly admission: Admission,
    readonly limits: CubeLimits,
    readonly metrics: Metrics,
    /** SODALITE_MAX_RESULTS, of one job */
    readonly maxResults = 100_000,
  ) {}
}
