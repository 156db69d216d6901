import { open, type FileHandle } from 'node:fs/promises';
import { diskFailed } from './disk-failed.js';
import { ScratchFile } from './scratch-file.js';

/** Asked before files take room on the disk. */
export interface Room {
  /** the product grows by so many bytes */
  grow(bytes: number): Promise<void>;
  /** what is needed while it is made does */
  claim(bytes: number): Promise<void>;
}

/** A file that is written at any places; between them are zeros. */
export class SpoolWriter {
  #end = 0;
  readonly #scratch: ScratchFile[] = [];

  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly room: Room,
  ) {}

  static async open(path: string, room: Room): Promise<SpoolWriter> {
    return new SpoolWriter(await open(path, 'w').catch(diskFailed), path, room);
  }

  /** A file beside this one that is gone when this one is complete or given up. */
  async scratch(): Promise<ScratchFile> {
    const file = await ScratchFile.open(`${this.path}.${this.#scratch.length}`, this.room.claim);
    this.#scratch.push(file);
    return file;
  }

  /** @throws LimitError when there is no room, TransientError when the disk is full or fails; what `grow` throws */
  async write(bytes: Uint8Array, offset: number): Promise<void> {
    const end = offset + bytes.length;
    if (end > this.#end) {
      const before = this.#end;
      this.#end = end;
      await this.room.grow(end - before);
    }
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, offset + done).catch(diskFailed);
      done += bytesWritten;
    }
  }

  /** Until it is on the disk. */
  async sync(): Promise<void> {
    await this.file.datasync().catch(diskFailed);
  }

  async close(): Promise<void> {
    await Promise.all(this.#scratch.map((file) => file.remove()));
    await this.file.close();
  }
}
