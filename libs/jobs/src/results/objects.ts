import type { ByteRange } from '#fits';

/** The bytes of an object, at once or as they come. */
export type Bytes = Uint8Array | AsyncIterable<Uint8Array>;

export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
}

/**
 * Named bytes that appear whole or not at all, and do not change: what results are kept in. Keys are `<job>/<name>`, of unreserved characters.
 * Every method throws TransientError when the place cannot be reached or is full.
 */
export abstract class Objects {
  /** every read costs a round trip */
  abstract readonly isDistant: boolean;
  /** Takes the place of what was there. Nothing is left when the bytes end by throwing. @returns their number */
  abstract put(key: string, bytes: Bytes): Promise<number>;
  /** @throws NotFoundError, DamagedError when the object is shorter */
  abstract read(key: string, range: ByteRange, signal?: AbortSignal): Promise<Uint8Array>;
  /** Of one job, in the order of their keys. */
  abstract list(job: string): Promise<ObjectInfo[]>;
  /** Everything of a job. */
  abstract remove(job: string): Promise<void>;
  /** Jobs that have objects, with the time of one of them in ms since 1970. */
  abstract jobs(): AsyncIterable<{ readonly job: string; readonly at: number }>;
}

export const isObjectKey = (key: string): boolean => /^[\w-]+\/[\w.~-]+$/.test(key) && !/\/\.+$/.test(key);
