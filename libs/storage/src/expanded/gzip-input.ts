import type { ByteSource } from '#fits';
import { INPUT_BYTES } from './inflater.js';
import { SpareBuffers } from './spare-buffers.js';

const buffers = new SpareBuffers(INPUT_BYTES, 8);

interface Piece {
  /** of the compressed file */
  readonly at: number;
  readonly bytes: number;
}

/** Part of a buffer that is lent to a step and given back with `back`. */
export interface LentPiece {
  readonly input: Uint8Array<ArrayBuffer>;
  readonly from: number;
  readonly to: number;
}

/** The compressed file as the steps need it: a piece at a time, and the next one read while a step runs. */
export class GzipInput {
  #piece: (Piece & { buffer?: Uint8Array<ArrayBuffer> }) | undefined;
  #ahead: (Piece & { readonly buffer: Promise<Uint8Array<ArrayBuffer>> }) | undefined;

  constructor(private readonly raw: ByteSource) {}

  /** Bytes from `at` on, at least one but at the end of the file. Throws what reading the file throws. */
  async from(at: number): Promise<LentPiece> {
    let piece = this.#piece;
    this.#piece = undefined;
    if (piece?.buffer === undefined || at < piece.at || at >= piece.at + piece.bytes) {
      if (piece?.buffer !== undefined) buffers.give(piece.buffer);
      const ahead = this.#ahead;
      this.#ahead = undefined;
      if (ahead !== undefined && ahead.at !== at) void drop(ahead.buffer);
      const found = ahead?.at === at ? ahead : this.#read(at);
      piece = { at, bytes: found.bytes, buffer: await found.buffer };
    }
    const { at: start, bytes, buffer: input } = piece;
    this.#piece = { at: start, bytes };
    return { input: input!, from: at - start, to: bytes };
  }

  /** The buffer that was lent. */
  back(buffer: Uint8Array<ArrayBuffer>): void {
    this.#piece = this.#piece && { ...this.#piece, buffer };
  }

  /** Begins to read what follows the piece in use. */
  readAhead(): void {
    if (this.#piece === undefined || this.#ahead !== undefined) return;
    const at = this.#piece.at + this.#piece.bytes;
    if (at < this.raw.size) this.#ahead = this.#read(at);
  }

  /** Lets go of the buffers, for the time being. */
  async release(): Promise<void> {
    const piece = this.#piece?.buffer;
    const ahead = this.#ahead?.buffer;
    this.#piece = this.#ahead = undefined;
    if (piece !== undefined) buffers.give(piece);
    if (ahead !== undefined) await drop(ahead);
  }

  #read(at: number): Piece & { readonly buffer: Promise<Uint8Array<ArrayBuffer>> } {
    const bytes = Math.min(INPUT_BYTES, this.raw.size - at);
    const buffer = buffers.take();
    const reading = this.raw.read({ offset: at, length: bytes }, { into: buffer }).then(() => buffer);
    reading.catch(() => undefined); // told when it is waited for
    return { at, bytes, buffer: reading };
  }
}

/** What was read in vain. */
async function drop(reading: Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
  const buffer = await reading.catch(() => undefined);
  if (buffer !== undefined) buffers.give(buffer);
}
