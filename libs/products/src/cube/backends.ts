import * as kernels from '#kernels';
import type { Backend, KernelName, Operation } from '#kernels';
import type { Cube } from './cube.js';

/** Which kernels a product is made with, and why. */
export interface ChosenKernels {
  readonly kernel: KernelName;
  readonly kernelReason: string;
}

/** The kernels of a name, in the thread that asks. */
export function backendOf(name: KernelName): Backend {
  return name === 'reference' ? kernels.referenceBackend : kernels.wasmBackend;
}

/** SODALITE_KERNELS, or what is best where it says auto or cannot do the operation on these pixels (decision 24). */
export function chooseKernels({ site, pixels }: Cube, operations: readonly Operation[]): ChosenKernels {
  const { kernels: wanted = 'auto' } = site;
  if (wanted === 'auto') return { kernel: 'wasm', kernelReason: 'it is the fastest one here' };
  if (wanted === 'gpu') return { kernel: 'wasm', kernelReason: 'this process has no kernels for a GPU' };
  const refusal = operations.map((operation) => backendOf(wanted).refusal(operation, pixels)).find((reason) => reason !== undefined);
  return refusal === undefined ? { kernel: wanted, kernelReason: 'SODALITE_KERNELS says so' } : { kernel: 'wasm', kernelReason: refusal };
}
