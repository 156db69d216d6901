import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

const PART = '.part';
/** What a process that died was writing. */
const PART_MS = 3_600_000;
/** A sweep makes room for a while. */
const SWEPT_TO = 0.9;

let parts = 0;

/** Files that may go at any time: together they take no more than so many bytes, and those that were not used for longest go first. */
export class BoundedDirectory {
  /** undefined before the first look */
  #bytes: number | undefined;

  constructor(
    private readonly path: string,
    private readonly mostBytes: number,
  ) {}

  pathOf(name: string): string {
    return join(this.path, name);
  }

  /** `write` makes the file under another name; it takes its place as a whole or not at all. */
  async store(name: string, write: (path: string) => Promise<void>): Promise<void> {
    await mkdir(this.path, { recursive: true });
    const part = this.pathOf(`${name}.${process.pid}-${threadId}-${parts++}${PART}`);
    try {
      await write(part);
      const { size } = await stat(part);
      await rename(part, this.pathOf(name));
      this.#bytes = (this.#bytes ?? (await this.#sweep())) + size;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    if (this.#bytes > this.mostBytes) this.#bytes = await this.#sweep();
  }

  /** It is of use: it goes later than others. */
  async touch(name: string): Promise<void> {
    const now = new Date();
    await utimes(this.pathOf(name), now, now).catch(() => undefined); // it has gone meanwhile, or is another's
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true }).catch(() => undefined);
  }

  /** How many bytes are left. */
  async #sweep(): Promise<number> {
    const files: { name: string; size: number; mtimeMs: number }[] = [];
    for (const name of await readdir(this.path)) {
      const about = await stat(this.pathOf(name)).catch(() => undefined);
      if (about?.isFile()) files.push({ name, size: about.size, mtimeMs: about.mtimeMs });
    }
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    const isFull = bytes > this.mostBytes;
    for (const { name, size, mtimeMs } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      const isPart = name.endsWith(PART);
      if (isPart ? Date.now() - mtimeMs < PART_MS : !isFull || bytes <= this.mostBytes * SWEPT_TO) continue;
      await this.remove(name);
      bytes -= size;
    }
    return bytes;
  }
}
