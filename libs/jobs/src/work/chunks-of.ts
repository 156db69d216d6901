import type { Body } from '#products';

const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * The bytes of a body in order. A chunk holds until the next one is asked for.
 * @param failed is told of what reading throws, before it is thrown
 */
export async function* chunksOf(body: Body, signal?: AbortSignal, failed?: (error: unknown) => void): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, body.length));
  for (let at = 0; at < body.length; at += chunk.length) {
    const bytes = chunk.subarray(0, Math.min(chunk.length, body.length - at));
    try {
      await body.fill(at, bytes, signal);
    } catch (error) {
      failed?.(error);
      throw error;
    }
    yield bytes;
  }
}
