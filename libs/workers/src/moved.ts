import { move } from 'piscina';

/** For what a worker gives back: the memory of `bytes` goes over to the receiver instead of being copied. It must be its own buffer, whole. */
export function moved<T extends ArrayBufferView<ArrayBuffer>>(bytes: T): T {
  return move(bytes) as unknown as T;
}
