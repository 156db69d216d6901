import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CubeSink } from '../../src/index.js';

/** A product in memory, with scratch files in a folder of their own. */
export class MemorySink implements CubeSink {
  bytes = Buffer.alloc(0);
  private readonly directory = mkdtempSync(join(tmpdir(), 'sodalite-cube-'));
  private files = 0;

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    if (offset + bytes.length > this.bytes.length)
      this.bytes = Buffer.concat([this.bytes, Buffer.alloc(offset + bytes.length - this.bytes.length)]);
    this.bytes.set(bytes, offset);
  }

  async scratch() {
    const path = join(this.directory, `${this.files++}`);
    await (await open(path, 'w')).close();
    return {
      path,
      reserve: async () => undefined,
      async write(bytes: Uint8Array, offset: number) {
        const file = await open(path, 'r+');
        await file.write(bytes, 0, bytes.length, offset);
        await file.close();
      },
    };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
