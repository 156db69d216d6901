import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';
import type { BoundedDirectory } from './bounded-directory.js';

/** Where a piece is, and the checksum of its stored bytes. */
interface Piece {
  readonly at: number;
  readonly bytes: number;
  readonly crc: number;
}

interface Index<M> {
  readonly about: string;
  readonly meta: M;
  readonly pieces: readonly Piece[];
}

/** Changes with whatever is stored, so that files of another release are thrown away. */
const MAGIC = 'Sodalite side file 1\n';
const PREFIX_BYTES = MAGIC.length + 8;
const MOST_INDEX_BYTES = 8 * 1024 * 1024;

const deflate = promisify(deflateRaw) as (bytes: Uint8Array, options: { level: number }) => Promise<Uint8Array>;
const inflate = promisify(inflateRaw) as (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

/** How a piece is stored. */
export const packed = (bytes: Uint8Array): Promise<Uint8Array> => deflate(bytes, { level: 1 });

/**
 * What was learnt about a file, kept for later: some plain data, and pieces of bytes that are read one by one. The file is opened for each piece, so
 * none stays open, and another one may take its place at any time: then pieces are missing, never wrong.
 */
export class SideFile<M> {
  private constructor(
    private readonly path: string,
    readonly meta: M,
    private readonly pieces: readonly Piece[],
  ) {}

  /** Undefined when there is none. One that is damaged or about something else is removed. */
  static async open<M>(directory: BoundedDirectory, name: string, about: string): Promise<SideFile<M> | undefined> {
    const path = directory.pathOf(name);
    const file = await open(path, 'r').catch(() => undefined);
    if (file === undefined) return undefined;
    try {
      const index = await readIndex<M>(file);
      if (index?.about === about) {
        await directory.touch(name);
        return new SideFile(path, index.meta, index.pieces);
      }
    } catch {
      // a disk that cannot read it: as if it were damaged
    } finally {
      await file.close();
    }
    await directory.remove(name);
    return undefined;
  }

  /** `pieces` as `packed` makes them. Throws what the file system throws (full, read-only). */
  static async store<M>(
    directory: BoundedDirectory,
    name: string,
    about: string,
    meta: M,
    pieces: readonly Uint8Array[],
  ): Promise<SideFile<M>> {
    let at = 0;
    const listed = pieces.map((bytes) => ({ at: (at += bytes.length) - bytes.length, bytes: bytes.length, crc: crc32(bytes) }));
    const index = Buffer.from(JSON.stringify({ about, meta, pieces: listed } satisfies Index<M>));
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.write(MAGIC, 'latin1');
    prefix.writeUInt32LE(index.length, MAGIC.length);
    prefix.writeUInt32LE(crc32(index), MAGIC.length + 4);
    await directory.store(name, async (path) => {
      const file = await open(path, 'wx');
      try {
        await file.writev([prefix, index, ...pieces]);
      } finally {
        await file.close();
      }
    });
    const shifted = listed.map((piece) => ({ ...piece, at: piece.at + PREFIX_BYTES + index.length }));
    return new SideFile(directory.pathOf(name), meta, shifted);
  }

  get count(): number {
    return this.pieces.length;
  }

  bytesOf(number: number): number {
    return this.pieces[number].bytes;
  }

  /** The stored bytes of a piece; undefined when they are no longer there or damaged. */
  async packed(number: number): Promise<Uint8Array | undefined> {
    const { at, bytes, crc } = this.pieces[number];
    const file = await open(this.path, 'r').catch(() => undefined);
    try {
      const got = await file?.read(Buffer.allocUnsafeSlow(bytes), 0, bytes, at);
      return got?.bytesRead === bytes && crc32(got.buffer) === crc ? got.buffer : undefined;
    } catch {
      return undefined;
    } finally {
      await file?.close();
    }
  }
}

/** What a piece was before; undefined when it is damaged, or not of this length. */
export async function unpacked(piece: Uint8Array | undefined, bytes: number): Promise<Uint8Array | undefined> {
  const whole = piece && (await inflate(piece, { maxOutputLength: bytes }).catch(() => undefined));
  return whole?.length === bytes ? whole : undefined;
}

async function readIndex<M>(file: FileHandle): Promise<Index<M> | undefined> {
  const { size } = await file.stat();
  const prefix = Buffer.alloc(PREFIX_BYTES);
  await file.read(prefix, 0, PREFIX_BYTES, 0);
  const bytes = prefix.readUInt32LE(MAGIC.length);
  if (prefix.toString('latin1', 0, MAGIC.length) !== MAGIC || bytes > Math.min(MOST_INDEX_BYTES, size)) return undefined;
  const text = Buffer.alloc(bytes);
  await file.read(text, 0, bytes, PREFIX_BYTES);
  if (crc32(text) !== prefix.readUInt32LE(MAGIC.length + 4)) return undefined;
  const { about, meta, pieces } = JSON.parse(text.toString()) as Index<M>;
  const shifted = pieces.map((piece) => ({ ...piece, at: piece.at + PREFIX_BYTES + bytes }));
  const end = shifted.reduce((most, piece) => Math.max(most, piece.at + piece.bytes), 0);
  return end > size ? undefined : { about, meta, pieces: shifted };
}
