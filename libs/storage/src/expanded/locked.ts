import { CancelledError } from '#faults';

const held = new Map<string, Promise<unknown>>();

/** Runs `work` when nobody else in this thread does for the same key. */
export async function locked<T>(key: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  for (let before = held.get(key); before !== undefined; before = held.get(key)) {
    await before.catch(() => undefined);
    if (signal?.aborted) throw new CancelledError('waiting for another reader of the same file was cancelled');
  }
  const working = work();
  held.set(key, working);
  try {
    return await working;
  } finally {
    held.delete(key);
  }
}
