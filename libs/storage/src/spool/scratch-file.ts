import { open, rm, type FileHandle } from 'node:fs/promises';
import { diskFailed } from './disk-failed.js';

/** A file beside a product that is being made, for what is needed meanwhile; it goes with the making. */
export class ScratchFile {
  #room = 0;

  private constructor(
    private readonly file: FileHandle,
    /** threads read and write it by that */
    readonly path: string,
    /** asks for the room of so many bytes */
    private readonly claim: (bytes: number) => Promise<void>,
  ) {}

  static async open(path: string, claim: (bytes: number) => Promise<void>): Promise<ScratchFile> {
    return new ScratchFile(await open(path, 'w+').catch(diskFailed), path, claim);
  }

  /**
   * Takes the room for a file of so many bytes before others write them.
   * @throws LimitError when there is none
   */
  async reserve(bytes: number): Promise<void> {
    if (bytes <= this.#room) return;
    const more = bytes - this.#room;
    this.#room = bytes;
    await this.claim(more);
  }

  /** @throws LimitError when there is no room, TransientError when the disk is full or fails */
  async write(bytes: Uint8Array, offset: number): Promise<void> {
    await this.reserve(offset + bytes.length);
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, offset + done).catch(diskFailed);
      done += bytesWritten;
    }
  }

  async remove(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.path, { force: true }).catch(() => undefined);
  }
}
