import type { Codec } from '#bus';
import type { Dataset } from '../src/catalog.js';

/** What the other side has of it: in protobuf and in JSON. */
export function crossed<T>(codec: Codec<T>, value: T): T[] {
  const json = JSON.stringify(codec.toJson(value));
  return [codec.fromBinary(codec.toBinary(value)), codec.fromJson(JSON.parse(json))];
}

/** Columns that not every row has may be null or absent: that is the same. */
export function withoutNulls({ row, ...dataset }: Dataset): unknown {
  return { ...dataset, row: Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) };
}
