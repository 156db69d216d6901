import type { Bin, BinSpec } from './bin.js';
import type { Collapse, CollapseSpec } from './collapse.js';
import type { Columns, ColumnsSpec } from './columns.js';
import type { Gather, GatherSpec } from './gather.js';
import type { Histogram, HistogramSpec } from './histogram.js';
import type { PixelType } from './pixel-type.js';
import type { Weigh, WeighSpec } from './weigh.js';

export type KernelName = 'reference' | 'wasm' | 'gpu';

export interface Specs {
  readonly collapse: CollapseSpec;
  readonly columns: ColumnsSpec;
  readonly gather: GatherSpec;
  readonly weigh: WeighSpec;
  readonly bin: BinSpec;
  readonly histogram: HistogramSpec;
}

export type Operation = keyof Specs;

export const OPERATIONS: readonly Operation[] = ['collapse', 'columns', 'gather', 'weigh', 'bin', 'histogram'];

/** An implementation of the kernels. All give the same results, to their tolerance; what one cannot do it refuses beforehand. */
export interface Backend {
  readonly name: KernelName;
  /** undefined: it does that; otherwise a sentence why not. `spec` for what depends on more than the type of the pixels. */
  refusal<O extends Operation>(operation: O, pixels: PixelType, spec?: Specs[O]): string | undefined;
  /** the pixels of a block, of at most `most`, with which the operation is fastest: its sums stay in the cache */
  bestCount<O extends Operation>(operation: O, spec: Omit<Specs[O], 'count'>, most: number): number;
  collapse(spec: CollapseSpec): Collapse;
  columns(spec: ColumnsSpec): Columns;
  gather(spec: GatherSpec): Gather;
  weigh(spec: WeighSpec): Weigh;
  bin(spec: BinSpec): Bin;
  histogram(spec: HistogramSpec): Histogram;
}
