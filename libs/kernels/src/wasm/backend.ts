import type { Backend, Operation } from '../backend.js';
import { WasmBin } from './bin.js';
import { WasmCollapse } from './collapse.js';
import { WasmColumns } from './columns.js';
import { WasmGather } from './gather.js';
import { WasmHistogram } from './histogram.js';
import { WasmWeigh } from './weigh.js';

/** Pixels of a block: eight planes of them and their sums stay in a cache of 1 MiB, and reads are of 64 KiB. */
const BEST: Readonly<Record<Operation, number>> = {
  collapse: 16_384,
  columns: 1024,
  gather: 65_536,
  weigh: 65_536,
  bin: 8192,
  histogram: 16_384,
};

/** WebAssembly SIMD: every operation on every type. */
export const wasmBackend: Backend = {
  name: 'wasm',
  refusal: () => undefined,
  bestCount: (operation, _spec, most) => Math.min(most, BEST[operation]),
  collapse: (spec) => new WasmCollapse(spec),
  columns: (spec) => new WasmColumns(spec),
  gather: (spec) => new WasmGather(spec),
  weigh: (spec) => new WasmWeigh(spec),
  bin: (spec) => new WasmBin(spec),
  histogram: (spec) => new WasmHistogram(spec),
};
