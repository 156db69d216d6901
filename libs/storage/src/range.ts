import { DamagedError, FatalError } from '#faults';
import type { ByteRange } from '#fits';

/** Throws DamagedError when the range does not lie within a file of `size` bytes. */
export function assertWithin({ offset, length }: ByteRange, size: number, file: string): void {
  // Written so that NaN fails as well.
  if (offset >= 0 && length >= 0 && offset + length <= size && Number.isInteger(offset) && Number.isInteger(length)) return;
  throw new DamagedError(`wanted ${length} bytes, but the file has ${size}`, { file, offset });
}

/** Exactly `length` bytes to read into: a view of `into` when there is one. Throws FatalError when that is too short. */
export function placeFor({ length }: ByteRange, into: Uint8Array | undefined): Uint8Array {
  if (into === undefined) return Buffer.allocUnsafeSlow(length);
  if (into.length === length) return into;
  if (into.length < length) throw new FatalError(`room for ${length} bytes expected, got ${into.length}`);
  return into.subarray(0, length);
}
