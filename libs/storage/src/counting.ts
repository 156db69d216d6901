import type { ByteSource } from '#fits';

/** The same source, whose reads are told: how many bytes each brought. */
export function counting(source: ByteSource, count: (bytes: number) => void): ByteSource {
  return {
    name: source.name,
    size: source.size,
    etag: source.etag,
    lastModified: source.lastModified,
    isDistant: source.isDistant,
    async read(range, options) {
      const bytes = await source.read(range, options);
      count(range.length);
      return bytes;
    },
    close: () => source.close(),
  };
}
