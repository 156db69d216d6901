/** The same bytes in parts of exactly `bytes`, but for the last one. */
export async function* inParts(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array, undefined> {
  let part = Buffer.allocUnsafe(bytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let used = 0; used < chunk.length;) {
      const taken = Math.min(bytes - filled, chunk.length - used);
      part.set(chunk.subarray(used, used + taken), filled);
      filled += taken;
      used += taken;
      if (filled < bytes) continue;
      yield part;
      part = Buffer.allocUnsafe(bytes);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
  return undefined;
}
