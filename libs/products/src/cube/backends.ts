import {
  bytesPerPixel,
  chooseBackend,
  referenceBackend,
  wasmBackend,
  type Backend,
  type KernelName,
  type Operation,
  type Specs,
} from '#kernels';
import type { Cube } from './cube.js';
import { isResident } from './resident-name.js';

/** Which kernels a product is made with, and why. */
export interface ChosenKernels {
  readonly kernel: KernelName;
  readonly kernelReason: string;
}

/** What is known of the work. */
export interface KernelWork {
  /** that go through the kernels; those of the whole cube when not given */
  readonly bytes?: number;
  /** a backend may refuse what a spec asks for */
  readonly specs?: Partial<Specs>;
  /** why it cannot be done on a GPU, whatever the backend says */
  readonly notOnGpu?: string;
}

/** The kernels that every thread has. */
export function backendOf(name: KernelName): Backend {
  return name === 'reference' ? referenceBackend : wasmBackend;
}

/** By SODALITE_KERNELS, the machine, and the size of the cube (decision 24). The kernels of a GPU must do all of the operations. */
export function chooseKernels(cube: Cube, operations: readonly Operation[], work: KernelWork = {}): ChosenKernels {
  const { site, pixels, nx, ny, nz, planes } = cube;
  const { bytes = nx * ny * nz * planes.length * bytesPerPixel(pixels), specs = {}, notOnGpu } = work;
  const gpu = notOnGpu === undefined ? site.gpu : undefined;
  const available = {
    reference: referenceBackend,
    wasm: wasmBackend,
    gpu,
    noGpu: notOnGpu ?? site.noGpu,
    resident: gpu !== undefined && isResident(cube),
  };
  const choices = operations.map((operation) =>
    chooseBackend(site.kernels ?? 'auto', operation, pixels, bytes, available, specs[operation]),
  );
  const { backend, reason } = choices.find((choice) => choice.backend.name !== 'gpu') ?? choices[0];
  return { kernel: backend.name, kernelReason: reason };
}
