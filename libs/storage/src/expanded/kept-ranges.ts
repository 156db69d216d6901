import { packed, type SideFile, unpacked } from './side-file.js';

/** Longer ones are kept in several. */
const PIECE_BYTES = 256 * 1024;
/** Headers beyond that are inflated like other bytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Stretches of the expanded file that were read while it was looked at, in the order of the file: its headers. */
export interface KeptBytes {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Collects what is read in ascending order. */
export class Keeping {
  readonly #kept: KeptBytes[] = [];
  #bytes = 0;

  add(offset: number, bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#bytes + bytes.length > MOST_BYTES) return;
    const last = this.#kept.at(-1);
    const end = last === undefined ? 0 : last.offset + last.bytes.length;
    if (offset < end) return;
    this.#bytes += bytes.length;
    if (last !== undefined && offset === end && last.bytes.length + bytes.length <= PIECE_BYTES)
      this.#kept[this.#kept.length - 1] = { offset: last.offset, bytes: Buffer.concat([last.bytes, bytes]) };
    else this.#kept.push({ offset, bytes: Uint8Array.from(bytes) });
  }

  get kept(): readonly KeptBytes[] {
    return this.#kept;
  }
}

export type KeptPlace = readonly [offset: number, bytes: number];

/** The kept stretches of a file, in memory or in its side file. */
export class KeptRanges {
  #last: { readonly number: number; readonly bytes: Uint8Array } | undefined;

  private constructor(
    private readonly places: readonly KeptPlace[],
    private readonly load: (number: number) => Promise<Uint8Array | undefined>,
  ) {}

  static inMemory(kept: readonly KeptBytes[]): KeptRanges {
    return new KeptRanges(placesOf(kept), async (number) => kept[number].bytes);
  }

  static inFile(places: readonly KeptPlace[], file: SideFile<unknown>): KeptRanges {
    return new KeptRanges(places, async (number) => unpacked(await file.packed(number), places[number][1]));
  }

  /** False when not all of these bytes are kept. */
  async fill(offset: number, into: Uint8Array): Promise<boolean> {
    const end = offset + into.length;
    let at = offset;
    for (let number = this.#numberAt(offset); at < end; number++) {
      const place = this.places[number];
      if (place === undefined || place[0] > at || place[0] + place[1] <= at) return false;
      const bytes = await this.#bytesOf(number);
      if (bytes === undefined) return false;
      const some = bytes.subarray(at - place[0], end - place[0]);
      into.set(some, at - offset);
      at += some.length;
    }
    return true;
  }

  /** Of the last one that begins no later than `offset`; beyond the list when there is none. */
  #numberAt(offset: number): number {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.places[middle][0] <= offset) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? this.places.length : low - 1;
  }

  async #bytesOf(number: number): Promise<Uint8Array | undefined> {
    if (this.#last?.number === number) return this.#last.bytes;
    const bytes = await this.load(number);
    if (bytes !== undefined) this.#last = { number, bytes };
    return bytes;
  }
}

export function placesOf(kept: readonly KeptBytes[]): KeptPlace[] {
  return kept.map(({ offset, bytes }) => [offset, bytes.length]);
}

export const packedAll = (kept: readonly KeptBytes[]): Promise<Uint8Array[]> => Promise.all(kept.map(({ bytes }) => packed(bytes)));
