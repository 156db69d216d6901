import { OPERATIONS, type Backend, type KernelName, type Operation, type Specs } from './backend.js';
import type { PixelType } from './pixel-type.js';

/** SODALITE_KERNELS. */
export type KernelWish = 'auto' | KernelName;

/** What is there. `gpu` is loaded by who has one; `wasm` and `reference` always are. */
export interface Available {
  readonly reference: Backend;
  readonly wasm: Backend;
  readonly gpu?: Backend;
  /** why there is none, or none for this work */
  readonly noGpu?: string;
  /** the planes are in the memory of the GPU already */
  readonly resident?: boolean;
}

export interface Choice {
  readonly backend: Backend;
  /** for the response header, HISTORY and /metrics */
  readonly reason: string;
}

/**
 * Bytes of a cube from which it pays to bring it to a GPU, by operation; what is not named never does. One that is there already pays from
 * `RESIDENT_BYTES` on.
 */
const GPU_BYTES: Readonly<Partial<Record<Operation, number>>> = { collapse: 256 * 2 ** 20, gather: 1024 * 2 ** 20 };
const RESIDENT_BYTES = 2 ** 20;

interface Question {
  readonly operation: Operation;
  readonly pixels: PixelType;
  readonly bytes: number;
  readonly available: Available;
  readonly spec?: Specs[Operation];
}

/** Each wish as what is tried, in order: the first that does not give a reason against it. `reference` does all. */
const ORDER: Readonly<
  Record<KernelWish, readonly { readonly name: KernelName; readonly against: (question: Question) => string | undefined }[]>
> = {
  auto: [
    { name: 'gpu', against: (question) => refusal('gpu', question) ?? tooSmall(question) },
    { name: 'wasm', against: (question) => refusal('wasm', question) },
  ],
  gpu: [
    { name: 'gpu', against: (question) => refusal('gpu', question) },
    { name: 'wasm', against: (question) => refusal('wasm', question) },
  ],
  wasm: [{ name: 'wasm', against: (question) => refusal('wasm', question) }],
  reference: [],
};

/**
 * The backend for so many bytes of a cube, and why it is that one.
 * @param spec of the operation as far as it is known: a backend may refuse what it asks for
 */
export function chooseBackend<O extends Operation>(
  wish: KernelWish,
  operation: O,
  pixels: PixelType,
  bytes: number,
  available: Available,
  spec?: Specs[O],
): Choice {
  const question = { operation, pixels, bytes, available, spec };
  const passed: string[] = [];
  for (const { name, against } of ORDER[wish]) {
    const reason = against(question);
    if (reason === undefined) return { backend: available[name]!, reason: said(wish, name, passed) };
    passed.push(reason);
  }
  return { backend: available.reference, reason: said(wish, 'reference', passed) };
}

/** All that a backend refuses for a type of pixel, for documentation and health reports. */
export function refusals(backend: Backend, pixels: PixelType): Partial<Record<Operation, string>> {
  return Object.fromEntries(
    OPERATIONS.flatMap((operation) => [backend.refusal(operation, pixels)].filter(Boolean).map((why) => [operation, why])),
  );
}

function said(wish: KernelWish, name: KernelName, passed: readonly string[]): string {
  if (passed.length > 0) return `${name}: ${passed.join('; ')}`;
  return wish === name ? `${name} as configured` : `${name} is the fastest here`;
}

function refusal(name: KernelName, { operation, pixels, available, spec }: Question): string | undefined {
  const backend = available[name];
  if (backend) return backend.refusal(operation, pixels, spec);
  return (name === 'gpu' ? available.noGpu : undefined) ?? `no ${name} here`;
}

function tooSmall({ operation, bytes, available }: Question): string | undefined {
  return tooSmallForGpu(operation, bytes, available.resident);
}

/** Why it does not pay to bring so many bytes of a cube to a GPU; undefined where it does. */
export function tooSmallForGpu(operation: Operation, bytes: number, resident = false): string | undefined {
  const least = resident ? RESIDENT_BYTES : GPU_BYTES[operation];
  if (least === undefined) return `${operation} is no faster on a GPU`;
  return bytes < least ? `${bytes} bytes are too few to bring to a GPU` : undefined;
}
