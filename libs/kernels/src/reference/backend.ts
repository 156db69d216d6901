import type { Backend } from '../backend.js';
import { ReferenceBin } from './bin.js';
import { ReferenceCollapse } from './collapse.js';
import { ReferenceColumns } from './columns.js';
import { ReferenceGather } from './gather.js';
import { ReferenceHistogram } from './histogram.js';
import { ReferenceWeigh } from './weigh.js';

/** Plain TypeScript: every operation on every type, for tests and for machines without WebAssembly SIMD. */
export const referenceBackend: Backend = {
  name: 'reference',
  refusal: () => undefined,
  bestCount: (_operation, _spec, most) => Math.min(most, 16_384),
  collapse: (spec) => new ReferenceCollapse(spec),
  columns: (spec) => new ReferenceColumns(spec),
  gather: (spec) => new ReferenceGather(spec),
  weigh: (spec) => new ReferenceWeigh(spec),
  bin: (spec) => new ReferenceBin(spec),
  histogram: (spec) => new ReferenceHistogram(spec),
};
