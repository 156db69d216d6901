/**
 * Does the work of every index that is not done yet, some at a time. The first failure ends it, when those under way have ended.
 * @param lanes at a time
 */
export async function eachIndex(
  total: number,
  { isDone, lanes, signal }: { readonly isDone: (index: number) => boolean; readonly lanes: number; readonly signal: AbortSignal },
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed && next < total) {
      const index = next++;
      if (isDone(index)) continue;
      try {
        signal.throwIfAborted();
        await work(index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, total) }, lane));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
