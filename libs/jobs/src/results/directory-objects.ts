import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DamagedError, DomainError, FatalError, NotFoundError, TransientError } from '#faults';
import type { ByteRange } from '#fits';
import { Objects, isObjectKey, type Bytes, type ObjectInfo } from './objects.js';

const PART = '.part';
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Files on a local disk or a shared volume, written beside their place and moved there when they are on the disk. */
export class DirectoryObjects extends Objects {
  override readonly isDistant = false;
  private serial = 0;

  constructor(private readonly directory: string) {
    super();
  }

  override async put(key: string, bytes: Bytes): Promise<number> {
    const path = this.pathOf(key);
    // Processes on other machines may have the same number: time makes a difference.
    const part = `${path}.${process.pid}-${Date.now().toString(36)}-${this.serial++}${PART}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(part, 'wx');
      const length = await write(file, bytes).finally(() => file.close());
      await rename(part, path);
      return length;
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      return failed(error);
    }
  }

  override async read(key: string, { offset, length }: ByteRange, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const file = await open(this.pathOf(key), 'r').catch(failed);
    try {
      const bytes = Buffer.allocUnsafeSlow(length);
      for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done).catch(failed);
        if (bytesRead === 0) throw new DamagedError(`wanted ${length} bytes, got ${done}`, { file: key, offset });
        done += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  }

  override async list(job: string): Promise<ObjectInfo[]> {
    const names = await readdir(join(this.directory, job)).catch(noneWhenMissing);
    const objects: ObjectInfo[] = [];
    for (const name of names.sort()) {
      const key = `${job}/${name}`;
      if (name.endsWith(PART) || !isObjectKey(key)) continue;
      const about = await stat(join(this.directory, key)).catch(() => undefined);
      if (about) objects.push({ key, bytes: about.size });
    }
    return objects;
  }

  override async remove(job: string): Promise<void> {
    if (!isObjectKey(`${job}/x`)) return;
    await rm(join(this.directory, job), { recursive: true, force: true, maxRetries: 3 }).catch(failed);
  }

  override async *jobs(): AsyncGenerator<{ job: string; at: number }> {
    for (const job of await readdir(this.directory).catch(noneWhenMissing)) {
      const about = await stat(join(this.directory, job)).catch(() => undefined);
      if (about?.isDirectory()) yield { job, at: about.mtimeMs };
    }
  }

  private pathOf(key: string): string {
    if (!isObjectKey(key)) throw new FatalError(`an object is called <job>/<name>, got ${key}`);
    return join(this.directory, key);
  }
}

async function write(file: FileHandle, bytes: Bytes): Promise<number> {
  let length = 0;
  for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await file.write(chunk, done, chunk.length - done, length + done);
      done += bytesWritten;
    }
    length += chunk.length;
  }
  await file.datasync();
  return length;
}

function noneWhenMissing(cause: NodeJS.ErrnoException): string[] {
  if (cause.code === 'ENOENT') return [];
  return failed(cause);
}

/** What was thrown by whoever gave the bytes stays what it is. */
function failed(cause: unknown): never {
  const { code, errno } = cause as NodeJS.ErrnoException;
  if (cause instanceof DomainError || errno === undefined) throw cause;
  if (code === 'ENOENT') throw new NotFoundError('the result is no longer there', { cause });
  const what = FULL.includes(code) ? 'the disk for results is full' : `the disk for results cannot be used at the moment (${code})`;
  throw new TransientError(what, 60, { cause });
}
