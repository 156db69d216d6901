import type { CollapseSpec } from '../collapse.js';
import type { Central } from './central.js';
import type { Sums } from './sums.js';

/** What the maps are made of. */
export interface Collected {
  readonly spec: CollapseSpec;
  readonly sums: Sums;
  readonly central: Central;
  /** √(Σ(I − mean)²/(n − 1)) */
  readonly spread?: Float64Array;
}
