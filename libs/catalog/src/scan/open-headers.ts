import { FitsFile } from '#fits';
import { fileSource, type Compression } from '#storage';
import { GunzipSource } from './gunzip-source.js';
import { recognise } from './recognise.js';
import type { FoundFile } from './walk.js';

/** What was found in a file, opened for nothing but its headers and closed again. */
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
}

const COMPRESSED = {
  gzip: [{ compression: 'gzip' }, 'application/gzip'],
  compress: [{ compression: 'compress' }, 'application/x-compress'],
  bzip2: [{ unreadable: 'bzip2-compressed' }, 'application/x-bzip2'],
  xz: [{ unreadable: 'xz-compressed' }, 'application/x-xz'],
  zstd: [{ unreadable: 'zstd-compressed' }, 'application/zstd'],
} as const;

/** Throws what #storage and #fits throw: the file cannot be read, or is no FITS file, or a damaged one. */
export async function openHeaders({ path, key }: FoundFile): Promise<OpenedHeaders> {
  const source = await fileSource(path, { name: key });
  try {
    const { etag, lastModified } = source;
    const form = await recognise(path);
    if (!(form in COMPRESSED))
      return { fits: await FitsFile.open(source), contentType: 'application/fits', etag, lastModified, guesses: [] };
    const [compression, contentType] = COMPRESSED[form as keyof typeof COMPRESSED];
    const inside =
      form === 'gzip'
        ? await expandedHeaders(path, key, { etag, lastModified })
        : { guesses: ['everything: the compression hides the headers'] };
    return { ...inside, ...compression, contentType, etag, lastModified };
  } finally {
    await source.close();
  }
}

/** Headers beyond the limit are left out: a second pass ends where the first one was stopped. */
async function expandedHeaders(path: string, name: string, about: { etag: string; lastModified: Date; size?: number }) {
  const source = await GunzipSource.open(path, name, about);
  try {
    return {
      fits: await FitsFile.open(source),
      guesses: about.size === undefined ? [] : ['HDUs: those after the first 64 MiB are not looked at'],
    };
  } catch (error) {
    if (source.stoppedAt === undefined || source.stoppedAt === 0 || about.size !== undefined) throw error;
    return await expandedHeaders(path, name, { ...about, size: source.stoppedAt });
  } finally {
    await source.close();
  }
}
