import { DamagedError, UnsupportedError, type DamageSite } from '#faults';
import type { ByteSource } from './byte-source.js';
import { CARD_BYTES } from './card.js';
import { Header } from './header.js';
import { BLOCK_BYTES, findEnd, MAX_CARDS } from './header-end.js';

/** The first read at a header: most fit whole, and a small file's other headers come along. */
const FIRST_BYTES = 16 * 1024;

/** What the headers of one file may hold together; an instrument's largest multi-extension files stay below 2 MiB. */
const MAX_HEADER_BYTES = 64 * 1024 * 1024;

/** Reads the headers of one file in the order of the file, a few KiB at a time, never a whole data unit. */
export class HeaderWindow {
  readonly #source: ByteSource;
  readonly #signal?: AbortSignal;
  #bytes = new Uint8Array(0);
  #offset = 0;
  #headerBytes = 0;

  constructor(source: ByteSource, signal?: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  /** Up to `length` bytes at `offset`, fewer only at the end of the file. */
  async peek(offset: number, length: number): Promise<Uint8Array> {
    await this.#fill(offset, Math.min(offset + length, this.#source.size));
    return this.#bytes.subarray(offset - this.#offset, offset - this.#offset + length);
  }

  /** The header that starts at `offset`. Throws DamagedError when it does not end, before more than a bounded piece of it is read. */
  async header(offset: number, hdu: number): Promise<Header> {
    const site: DamageSite = { file: this.#source.name, hdu, offset };
    let wanted = BLOCK_BYTES;
    for (let card = 0; ;) {
      const bytes = await this.peek(offset, wanted);
      const end = findEnd(bytes, card, site);
      if (end !== undefined) return this.#counted(Header.parse(bytes, site), hdu);
      card = Math.floor(bytes.length / CARD_BYTES);
      if (offset + bytes.length >= this.#source.size) {
        throw new DamagedError(`the file ends after ${card} cards of a header without an END card`, {
          ...site,
          card,
          offset: offset + bytes.length,
        });
      }
      // All that is at hand first, then twice as much each time.
      wanted = Math.max(this.#offset + this.#bytes.length - offset, 2 * bytes.length);
      wanted = Math.min(wanted, (MAX_CARDS + 1) * CARD_BYTES);
    }
  }

  /** Makes the window hold [from, to); what it holds of it already is not read again. */
  async #fill(from: number, to: number): Promise<void> {
    const have = this.#offset + this.#bytes.length;
    if (from >= this.#offset && to <= have) return;
    const kept = from >= this.#offset && from < have ? this.#bytes.subarray(from - this.#offset) : this.#bytes.subarray(0, 0);
    const start = from + kept.length;
    const length = Math.min(Math.max(to - start, FIRST_BYTES), this.#source.size - start);
    const bytes = new Uint8Array(kept.length + length);
    bytes.set(kept);
    await this.#source.read({ offset: start, length }, { into: bytes.subarray(kept.length), signal: this.#signal });
    this.#bytes = bytes;
    this.#offset = from;
  }

  #counted(header: Header, hdu: number): Header {
    this.#headerBytes += header.byteLength;
    if (this.#headerBytes <= MAX_HEADER_BYTES) return header;
    throw new UnsupportedError(`${this.#source.name}: the headers up to HDU ${hdu} take more than ${MAX_HEADER_BYTES / 2 ** 20} MiB`);
  }
}
