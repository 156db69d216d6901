import type { KernelWish } from '#kernels';
import type { Metrics } from '#ops';
import type { Spool } from '#storage';
import type { Admission } from '#web';
import type { GpuKernels } from './gpu-kernels.js';
import type { CubeLimits } from './limits.js';

/** What the service is given by whoever composes the program. */
export class CubeSettings {
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
  ) {}
}
