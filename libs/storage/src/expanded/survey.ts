import { LimitError } from '#faults';
import { type ByteSource, FitsFile } from '#fits';
import type { BoundedDirectory } from './bounded-directory.js';
import type { GzipStream } from './gzip-stream.js';
import { Keeping, KeptRanges, packedAll, placesOf, type KeptBytes, type KeptPlace } from './kept-ranges.js';
import { SideFile } from './side-file.js';
import { tooLong } from './too-long.js';

/** What one pass through a compressed file tells. */
export interface Survey {
  /** of what is inside */
  readonly size: number;
  readonly headers: KeptRanges;
}

interface Meta {
  /** Unset: all that is known is that it is longer than `beyond`. */
  readonly size?: number;
  readonly beyond?: number;
  readonly places: readonly KeptPlace[];
}

/** What was kept of an earlier pass. Throws LimitError when that says that the file is longer than `maxBytes`. */
export async function keptSurvey(
  directory: BoundedDirectory,
  file: string,
  about: string,
  { name, maxBytes }: { readonly name: string; readonly maxBytes: number },
): Promise<Survey | undefined> {
  const side = await SideFile.open<Meta>(directory, file, about);
  if (side === undefined) return undefined;
  const { size, beyond, places } = side.meta;
  if ((size ?? beyond ?? 0) > maxBytes || (beyond ?? -1) >= maxBytes) throw tooLong(name, maxBytes);
  return size === undefined || places.length !== side.count ? undefined : { size, headers: KeptRanges.inFile(places, side) };
}

/**
 * Goes through the file once, to its end: its size is learnt, what is read on the way to find all HDUs is kept, every checksum is checked.
 * Throws what `GzipStream.fill` throws; what is wrong with the FITS inside is left for those who read it.
 */
export async function survey(
  stream: GzipStream,
  raw: ByteSource,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal?: AbortSignal },
  keep: { readonly directory: BoundedDirectory; readonly file: string; readonly about: string },
): Promise<Survey> {
  const store = async (meta: Meta, kept: readonly KeptBytes[]) =>
    SideFile.store(keep.directory, keep.file, keep.about, meta, await packedAll(kept)).catch(() => undefined);
  const keeping = new Keeping();
  try {
    // It has to be as long as it likes: how long it is, the end tells.
    await FitsFile.open(following(stream, raw, maxBytes, keeping, signal)).catch(() => undefined);
    const size = await stream.toEnd(signal);
    const places = placesOf(keeping.kept);
    const side = await store({ size, places }, keeping.kept);
    return { size, headers: side === undefined ? KeptRanges.inMemory(keeping.kept) : KeptRanges.inFile(places, side) };
  } catch (error) {
    if (error instanceof LimitError) await rememberTooLong(keep.directory, keep.file, keep.about, maxBytes);
    throw error;
  }
}

/** So that not every scan goes so far again. */
export async function rememberTooLong(directory: BoundedDirectory, file: string, about: string, beyond: number): Promise<void> {
  await SideFile.store<Meta>(directory, file, about, { beyond, places: [] }, []).catch(() => undefined);
}

function following(stream: GzipStream, raw: ByteSource, size: number, keeping: Keeping, signal?: AbortSignal): ByteSource {
  return {
    name: raw.name,
    size,
    etag: raw.etag,
    lastModified: raw.lastModified,
    async read({ offset, length }, { into = new Uint8Array(length) } = {}) {
      const got = await stream.fill(offset, into.subarray(0, length), signal);
      keeping.add(offset, into.subarray(0, got));
      if (got < length) throw new RangeError('the end');
      return into.subarray(0, length);
    },
    close: async () => {},
  };
}
