import { realpath, stat } from 'node:fs/promises';
import { ForbiddenError, NotFoundError, TransientError } from '#faults';
import type { ByteSource } from '#fits';
import { fileSource, type FileSourceOptions } from './file-source.js';

/**
 * A file under its real path, which is what the catalogue keeps: one that leads elsewhere by now has been swapped for a link, and is not what was
 * catalogued. Throws NotFoundError then, and what `fileSource` throws.
 */
export async function localFile(path: string, options: FileSourceOptions & { readonly name: string }): Promise<ByteSource> {
  const source = await fileSource(path, options);
  const real = await realpath(path).catch(() => undefined);
  if (real === path) return source;
  await source.close();
  throw gone(options.name);
}

/** Changes when the file does. Throws NotFoundError, ForbiddenError, TransientError. */
export async function localVersion(path: string, name: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}-${size}-${mtimeNs}`;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw gone(name, cause);
    if (code === 'EACCES' || code === 'EPERM') throw new ForbiddenError(`${name} may not be read`, { cause });
    throw new TransientError(`${name} cannot be read at the moment (${code})`, undefined, { cause });
  }
}

const gone = (name: string, cause?: unknown): NotFoundError => new NotFoundError(`${name} is no longer there`, { cause });
