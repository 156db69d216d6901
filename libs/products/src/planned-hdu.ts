import type { Bitpix } from '#fits';
import { Body } from './body.js';
import { lengthOf, type Part } from './part.js';

/** One HDU of a product, as it will be written. */
export interface PlannedHdu {
  readonly header: Uint8Array;
  /** pixels or rows, then the padding */
  readonly data: readonly Part[];
  /** what the pixels are; absent for tables and headers without data */
  readonly image?: PlannedImage;
}

export interface PlannedImage {
  readonly bitpix: Bitpix;
  /** NAXIS1 first */
  readonly axes: readonly number[];
  /** EXTNAME, '' without */
  readonly name: string;
  /** number of the HDU of the source */
  readonly sourceHdu: number;
}

/** The HDUs one after the other. */
export function bodyOf(hdus: readonly PlannedHdu[]): Body {
  return new Body(hdus.flatMap(({ header, data }): Part[] => [{ kind: 'bytes', bytes: header }, ...data]));
}

/** An HDU whose bytes are at hand. */
export function writtenHdu(header: Uint8Array, data: Uint8Array): PlannedHdu {
  return { header, data: [{ kind: 'bytes', bytes: data }] };
}

/** How much of them is in memory. */
export function bytesHeld(hdus: readonly PlannedHdu[]): number {
  return hdus.reduce(
    (sum, { header, data }) => data.reduce((all, part) => all + (part.kind === 'bytes' ? part.bytes.length : 0), sum + header.length),
    0,
  );
}

export function bytesOf({ header, data }: PlannedHdu): number {
  return data.reduce((sum, part) => sum + lengthOf(part), header.length);
}
