import { bytesPerPixel, chooseBackend, referenceBackend, wasmBackend, type Backend, type KernelName, type Operation } from '#kernels';
import type { Cube } from './cube.js';

/** Which kernels a product is made with, and why. */
export interface ChosenKernels {
  readonly kernel: KernelName;
  readonly kernelReason: string;
}

/** The kernels that every thread has. */
export function backendOf(name: KernelName): Backend {
  return name === 'reference' ? referenceBackend : wasmBackend;
}

/** By SODALITE_KERNELS, the machine, and the size of the cube (decision 24). The kernels of a GPU must do all of the operations. */
export function chooseKernels({ site, pixels, nx, ny, nz, planes }: Cube, operations: readonly Operation[]): ChosenKernels {
  const available = { reference: referenceBackend, wasm: wasmBackend, gpu: site.gpu };
  const bytes = nx * ny * nz * planes.length * bytesPerPixel(pixels);
  const choices = operations.map((operation) => chooseBackend(site.kernels ?? 'auto', operation, pixels, bytes, available));
  const { backend, reason } = choices.find((choice) => choice.backend.name !== 'gpu') ?? choices[0];
  return { kernel: backend.name, kernelReason: reason };
}
