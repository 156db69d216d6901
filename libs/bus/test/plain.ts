import type { Codec } from '#bus';

/** Plain data as JSON, for questions of tests. */
export function plain<T>(name = 'plain data'): Codec<T> {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return {
    name,
    toBinary: (value) => encoder.encode(JSON.stringify(value)),
    fromBinary: (bytes) => JSON.parse(decoder.decode(bytes)) as T,
    toJson: (value) => value as never,
    fromJson: (json) => json as T,
  };
}

/** Bytes as they are. */
export const raw: Codec<Uint8Array> = {
  name: 'bytes',
  toBinary: (bytes) => bytes,
  fromBinary: (bytes) => bytes,
  toJson: (bytes) => Buffer.from(bytes).toString('base64'),
  fromJson: (json) => Buffer.from(json as string, 'base64'),
};

/** Turns of the event loop until something is so. */
export async function until(so: () => boolean): Promise<void> {
  while (!so()) await new Promise((next) => setTimeout(next, 1));
}

export async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}
