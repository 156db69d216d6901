import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { DamagedError, UnsupportedError } from '#faults';
import type { ByteRange, ByteReadOptions, ByteSource } from '#fits';

/** So much of a gzip file is expanded for its headers and no more, whatever it claims to hold. */
export const EXPANDED_BYTES_LIMIT = 64 * 1024 * 1024;

/**
 * What is inside a gzip file, to be read forwards only, as headers are: ranges must come in ascending order. Nothing is kept; what lies
 * between two ranges is expanded and dropped. `size` comes from the trailer (modulo 2^32, RFC 1952 §2.3.1) unless it is given.
 */
export class GunzipSource implements ByteSource {
  /** Where the read began that would have gone beyond the limit. */
  stoppedAt: number | undefined;
  private position = 0;
  private rest: Uint8Array = new Uint8Array(0);

  private constructor(
    readonly name: string,
    readonly size: number,
    readonly etag: string,
    readonly lastModified: Date,
    private readonly file: ReadStream,
    private readonly gunzip: Gunzip,
    private readonly chunks: AsyncIterator<Uint8Array>,
  ) {}

  static async open(path: string, name: string, options: { etag: string; lastModified: Date; size?: number }): Promise<GunzipSource> {
    const size = options.size ?? (await expandedSize(path, name));
    const file = createReadStream(path).on('error', (error) => gunzip.destroy(error));
    // Whoever reads gets the error from the iterator; one that comes between two reads must not end the process.
    const gunzip = file.pipe(createGunzip()).on('error', () => {});
    return new GunzipSource(name, size, options.etag, options.lastModified, file, gunzip, gunzip[Symbol.asyncIterator]());
  }

  async read({ offset, length }: ByteRange, { into = new Uint8Array(length), signal }: ByteReadOptions = {}): Promise<Uint8Array> {
    if (offset < this.position) throw new RangeError(`gzip is read forwards only: at ${this.position}, wanted ${offset}`);
    if (offset + length > EXPANDED_BYTES_LIMIT) {
      this.stoppedAt ??= offset;
      throw new UnsupportedError(
        `${this.name}: the headers lie beyond the first ${EXPANDED_BYTES_LIMIT / 2 ** 20} MiB of a gzip-compressed file`,
      );
    }
    const end = offset + length;
    while (this.position < end) {
      signal?.throwIfAborted();
      if (this.rest.length === 0) this.rest = await this.next();
      const taken = this.rest.subarray(0, end - this.position);
      const from = Math.max(0, offset - this.position);
      if (from < taken.length) into.set(taken.subarray(from), this.position + from - offset);
      this.position += taken.length;
      this.rest = this.rest.subarray(taken.length);
    }
    return into.subarray(0, length);
  }

  async close(): Promise<void> {
    this.gunzip.destroy();
    const closed = new Promise<void>((resolve) => (this.file.closed ? resolve() : this.file.once('close', () => resolve())));
    this.file.destroy(); // its end of the pipe does not learn that the other one has gone
    await closed;
  }

  private async next(): Promise<Uint8Array> {
    const site = { file: this.name, offset: this.position };
    const { value, done } = await this.chunks.next().catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      if (!code?.startsWith('Z_')) throw error; // not the bytes are to blame, but how they were read
      const isShort = code === 'Z_BUF_ERROR';
      throw new DamagedError(isShort ? 'the gzip data end too early' : 'the gzip data are damaged', site, { cause: error });
    });
    if (!done) return value;
    throw new DamagedError('the gzip data end too early', site);
  }
}

async function expandedSize(path: string, name: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const trailer = new DataView(new ArrayBuffer(4));
    if (size < 18) throw new DamagedError('too short for a gzip file', { file: name });
    await file.read(trailer, 0, 4, size - 4);
    return trailer.getUint32(0, true);
  } finally {
    await file.close();
  }
}
