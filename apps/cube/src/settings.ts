import type { KernelWish } from '#kernels';
import type { Spool } from '#storage';
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
    readonly limits: CubeLimits,
  ) {}
}
