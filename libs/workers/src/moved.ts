import { move, transferableSymbol, valueSymbol } from 'piscina';

/** For what a worker gives back: the memory of `bytes` goes over to the receiver instead of being copied. It must be its own buffer, whole. */
export function moved<T extends ArrayBufferView<ArrayBuffer>>(bytes: T): T {
  return move(bytes) as unknown as T;
}

/** The same for several arrays somewhere in an answer. */
export function movedWithin<T>(answer: T, ...bytes: readonly ArrayBufferView<ArrayBuffer>[]): T {
  const whole = { [transferableSymbol]: bytes.map(({ buffer }) => buffer), [valueSymbol]: answer };
  return move(whole as unknown as Parameters<typeof move>[0]) as unknown as T;
}
