import { FitsFile, type ByteSource } from '#fits';
import { expanded, type Compression, type ExpandedOptions } from '#storage';
import { recognise } from './recognise.js';

/** What was found in a file; the headers may be read as long as it is open, and what tables they name. */
export interface OpenedHeaders {
  /** Undefined when the compression hides them. */
  readonly fits?: FitsFile;
  /** Of a file that is compressed as a whole in a way that can be read. */
  readonly compression?: Compression;
  /** … and in one that cannot: how, to be read after "is". */
  readonly unreadable?: string;
  readonly contentType: string;
  readonly etag: string;
  readonly lastModified: Date;
  readonly guesses: readonly string[];
  /** The source is closed with it. */
  close(): Promise<void>;
}

/** Where to keep what is learnt of compressed files, and how long what is inside may be. */
export type Expansion = Pick<ExpandedOptions, 'directory' | 'maxBytes' | 'signal'>;

const COMPRESSED = {
  gzip: [{ compression: 'gzip' }, 'application/gzip'],
  compress: [{ compression: 'compress' }, 'application/x-compress'],
  bzip2: [{ unreadable: 'bzip2-compressed' }, 'application/x-bzip2'],
  xz: [{ unreadable: 'xz-compressed' }, 'application/x-xz'],
  zstd: [{ unreadable: 'zstd-compressed' }, 'application/zstd'],
} as const;

/**
 * Opens a file, local or remote, for its headers; a gzip file is gone through to its end, so that its size is known from then on and damage is found now.
 * Throws what #storage and #fits throw (the file cannot be read, is no FITS file, a damaged one, too long inside); the source is then closed.
 */
export async function openHeaders(source: ByteSource, expansion: Expansion): Promise<OpenedHeaders> {
  const { etag, lastModified } = source;
  let inside = source;
  const close = (): Promise<void> => inside.close();
  try {
    const form = await recognise(source, expansion.signal);
    if (!(form in COMPRESSED)) {
      const fits = await FitsFile.open(source, expansion);
      return { fits, contentType: 'application/fits', etag, lastModified, guesses: [], close };
    }
    const [how, contentType] = COMPRESSED[form as keyof typeof COMPRESSED];
    const about = { ...how, contentType, etag, lastModified, close };
    if (!('compression' in how)) return { ...about, guesses: ['everything: the compression hides the headers'] };
    inside = await expanded(source, how.compression, { ...expansion, restartPoints: false });
    return { ...about, fits: await FitsFile.open(inside, expansion), guesses: [] };
  } catch (error) {
    await close();
    throw error;
  }
}
