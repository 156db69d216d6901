import { open, type FileHandle } from 'node:fs/promises';
import { TransientError } from '#faults';

/** A file that is written at any places; between them are zeros. */
export class SpoolWriter {
  #end = 0;

  private constructor(
    private readonly file: FileHandle,
    /** asks for the room before the file grows by so many bytes */
    private readonly grow: (bytes: number) => Promise<void>,
  ) {}

  static async open(path: string, grow: (bytes: number) => Promise<void>): Promise<SpoolWriter> {
    return new SpoolWriter(await open(path, 'w').catch(failed), grow);
  }

  /** @throws LimitError when there is no room, TransientError when the disk is full or fails; what `grow` throws */
  async write(bytes: Uint8Array, offset: number): Promise<void> {
    const end = offset + bytes.length;
    if (end > this.#end) {
      const before = this.#end;
      this.#end = end;
      await this.grow(end - before);
    }
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, offset + done).catch(failed);
      done += bytesWritten;
    }
  }

  /** Until it is on the disk. */
  async sync(): Promise<void> {
    await this.file.datasync().catch(failed);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

function failed(cause: NodeJS.ErrnoException): never {
  const what = FULL.includes(cause.code)
    ? 'the disk for products is full'
    : `the disk for products cannot be written at the moment (${cause.code})`;
  throw new TransientError(what, 60, { cause });
}
