import { UnsupportedError } from '#faults';
import { encodePixels, type Bitpix, type HeaderEditor } from '#fits';
import type { Image } from './image.js';

/** How "no value" is written into the pixels of an image. */
export interface Blanking {
  /** of the pixels that are written; wider than the image's own when it has no value to spare */
  readonly bitpix: Bitpix;
  /** one pixel */
  readonly blank: Buffer;
  /** for HISTORY: "NaN", "BLANK = -32768" */
  readonly text: string;
  /** changes the header of the image accordingly */
  apply(editor: HeaderEditor): void;
}

const WIDER: Partial<Record<Bitpix, Bitpix>> = { 8: 16, 16: 32, 32: 64 };

/**
 * NaN for floats, BLANK for whole numbers. Those of an image without BLANK may all mean something, so they are written as wider ones, whose smallest
 * number is none of them: nothing is lost (BSCALE and BZERO apply to them alike).
 * @throws UnsupportedError for 64-bit integers without BLANK
 */
export function blankingOf({ header, shape, hdu }: Image): Blanking {
  const { bitpix } = shape;
  if (bitpix < 0) return { bitpix, blank: Buffer.from(encodePixels([NaN], bitpix)), text: 'NaN', apply: () => {} };
  const own = ownBlank(header.value('BLANK'), bitpix);
  if (own !== undefined) return { bitpix, blank: integer(own, bitpix), text: `BLANK = ${own}`, apply: () => {} };
  const wider = WIDER[bitpix];
  if (wider === undefined)
    throw new UnsupportedError(`MASKOUT needs a value for pixels without one, and HDU ${hdu.index} has 64-bit integers without BLANK`);
  const smallest = -(2n ** BigInt(wider - 1));
  return {
    bitpix: wider,
    blank: integer(smallest, wider),
    text: `BLANK = ${smallest}, for which they have ${wider} bits now instead of ${bitpix}`,
    apply: (editor) => void editor.set('BITPIX', wider).set('BLANK', smallest, 'outside the shape'),
  };
}

/** BLANK, when it is a number that a pixel can have. */
function ownBlank(value: unknown, bitpix: Bitpix): bigint | undefined {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) return undefined;
  const blank = BigInt(value as number | bigint);
  const [low, high] = bitpix === 8 ? [0n, 255n] : [-(2n ** BigInt(bitpix - 1)), 2n ** BigInt(bitpix - 1) - 1n];
  return blank >= low && blank <= high ? blank : undefined;
}

/** Big-endian, two's complement. */
function integer(value: bigint, bitpix: Bitpix): Buffer {
  const eight = Buffer.alloc(8);
  eight.writeBigInt64BE(BigInt.asIntN(64, value));
  return eight.subarray(8 - bitpix / 8);
}
