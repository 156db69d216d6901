/** What a codec has to know of one tile. Codecs are plain functions that run in a worker thread; they import nothing that is heavy. */
export interface CodecJob {
  /** lengths of the tile along the axes of the image, NAXIS1 first (an edge tile has fewer) */
  readonly axes: readonly number[];
  /** product of `axes` */
  readonly pixels: number;
  /** bytes of one element of what is coded: the pixels of a whole-number image, 4 for quantised ones */
  readonly elementBytes: 1 | 2 | 4 | 8;
  /** quantised floats follow: whole numbers in the order of this machine are wanted rather than bytes of a file */
  readonly quantised: boolean;
  /** ZNAMEi/ZVALi of the header, names in upper case: BLOCKSIZE, BYTEPIX, SCALE, SMOOTH */
  readonly parameters: Readonly<Record<string, number>>;
}

/** The stream is not what the header says; a sentence without file and place, which the caller knows. */
export interface Damage {
  readonly damage: string;
}

/**
 * Exactly `job.pixels` elements: an Int32Array holds values (an element of one byte is unsigned, 0–255); a Uint8Array the big-endian elements of
 * `job.elementBytes` as they would stand in an uncompressed file. Each codec gives what it makes faster; both are right for every job.
 * It may be a view of memory that the next decoding overwrites: use it up before.
 */
export type Decoded = Int32Array | Uint8Array | Damage;

/**
 * Undoes the compression of one tile. Never reads or writes beyond `bytes` and the pixels that are asked for, however corrupt the stream;
 * trailing bytes are passed over, missing ones are damage.
 */
export type Codec = (bytes: Uint8Array, job: CodecJob) => Decoded;

/** ZCMPTYPE (Standard §10.4) → codec. */
export type CodecTable = Readonly<Record<string, Codec>>;
