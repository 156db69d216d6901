import type { ByteRange, ByteSource } from '#fits';

/** The same source, with a list of what was read: a test can assert which bytes. */
export function recording(source: ByteSource): ByteSource & { readonly reads: ByteRange[] } {
  const reads: ByteRange[] = [];
  return {
    name: source.name,
    size: source.size,
    etag: source.etag,
    lastModified: source.lastModified,
    reads,
    read(range, options) {
      reads.push({ offset: range.offset, length: range.length });
      return source.read(range, options);
    },
    close: () => source.close(),
  };
}
