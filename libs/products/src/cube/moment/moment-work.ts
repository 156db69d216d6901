import type { Collapsed, CollapseSpec, ColumnsSpec, KernelName } from '#kernels';
import type { CubeBlock } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import type { CubeJob } from '../cube-tasks.js';
import type { BitsRef } from '../mask/bits-file.js';
import type { MapBitpix, MapBytes } from './map-bytes.js';
import type { MapOrder } from './moment-layout.js';
import type { MapId } from './moment-request.js';
import type { NoiseThreshold } from './noise-threshold.js';
import type { Zeros } from './zero-tally.js';

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
  /** M12NSIGMA: sums of what is above another threshold, in place of those of `sums` */
  readonly strong?: { readonly sums: Omit<CollapseSpec, 'count' | 'pixels'>; readonly threshold?: NoiseThreshold };
  /**
   * σ of each pixel is measured first, from these channels (1), and is a factor of `keep.atLeast` and of the noise; `centred`: thresholds are counted from
   * the median of the pixel
   */
  readonly pixelNoise?: { readonly lineFree?: Uint8Array; readonly centred?: boolean };
  /** samples count that are set in all of them */
  readonly masks?: readonly BitsRef[];
  /** the noise of each sample, where the file says it; how it is meant is in the noise of `sums` and `columns` */
  readonly variance?: CubeRef;
  /** with `variance`: samples below so many times their noise do not count */
  readonly threshold?: NoiseThreshold;
  /** in the unit of the coordinates: where no channel is kept moment 0 is 0, and its error that of a line so wide */
  readonly limitWidth?: number;
  /** maps 1 and 2 are NaN where S/N is less */
  readonly snrBlank?: number;
}

export interface MomentPart {
  readonly maps: readonly MapBytes[];
  readonly invalid: number;
  readonly guarded: Collapsed['guarded'];
  readonly zeros: Zeros;
}
