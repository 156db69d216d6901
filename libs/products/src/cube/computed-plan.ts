import type { KernelName } from '#kernels';
import type { RandomSink } from '#fits';

/** Where a product is made: a file of the spool, and files beside it for what is needed meanwhile. */
export interface CubeSink extends RandomSink {
  /** a file that is gone when the product is complete or given up; it counts as the product does */
  scratch(): Promise<ScratchFile>;
}

export interface ScratchFile extends RandomSink {
  /** threads read and write it by that */
  readonly path: string;
  /** takes room for a file of so many bytes before others write them */
  reserve(bytes: number): Promise<void>;
}

/** How often each kind of work is done: multiplications of weights, steps of growing, looks at voxels that are put into regions. */
export type Work = Readonly<Partial<Record<'convolution' | 'smoothing' | 'growth' | 'regions', number>>>;

/** Plans of the same manner go through their bytes as fast as each other, and plain ones so many times as fast, about. */
export interface Manner {
  readonly name: string;
  readonly slowness: number;
}

/** What every computed product is before it is made. */
export interface ComputedPlan {
  /** strong: a pure function of the source's bytes, the request, the kernels and the version of Sodalite */
  readonly etag: string;
  readonly fileName: string;
  readonly contentType: string;
  /** what is done to the pixels before anything else, and warnings; sentences */
  readonly notes?: readonly string[];
  /** beside what is done to each byte that is read, about */
  readonly work?: Work;
  /** how the bytes are worked through, where that is not the plain way */
  readonly manner?: Manner;
  /** bytes; undefined where only the making tells */
  readonly length?: number;
  /** what it holds, for trial runs: name of each HDU or table, and its NAXISn or rows */
  readonly shape: readonly { readonly name: string; readonly axes: readonly number[]; readonly bitpix?: number }[];
  /** of the source, all passes together */
  readonly readBytes: number;
  /** how often the cube is read */
  readonly passes: number;
  /** what each of them is for, and those over the bits of masks */
  readonly passNames?: readonly string[];
  /** that a job holds beside its block and its results, where it is much */
  readonly jobBytes?: number;
  /** that jobs hold of which one runs at a time, where it is much */
  readonly soleBytes?: number;
  readonly kernel: KernelName;
  /** why that one */
  readonly kernelReason: string;
  /** @throws what reading the source throws; LimitError when there is no room; CancelledError */
  make(out: CubeSink, signal: AbortSignal, progress?: (part: number) => void): Promise<void>;
}
