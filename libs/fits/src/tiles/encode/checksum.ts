/**
 * The ones' complement sum of bytes as big-endian 32-bit words (Standard appendix J), the first being byte 0 of a word; what is missing of the last word
 * counts as 0.
 */
export function sumOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let sum = 0;
  for (let from = 0; from < whole; from += EXACT_BYTES) {
    const to = Math.min(whole, from + EXACT_BYTES);
    for (let at = from; at < to; at += 4) sum += view.getUint32(at);
    sum = folded(sum);
  }
  for (let at = whole; at < bytes.length; at++) sum += bytes[at] * 2 ** (8 * (3 - (at & 3)));
  return folded(sum);
}

/** Of that many bytes the sum of the words is exact as a double. */
const EXACT_BYTES = 2 ** 22;

/** The sum of two stretches, of which the second begins at byte `at` (modulo 4) of a word: a sum turns round as its bytes do. */
export function sumBoth(sum: number, next: number, at: number): number {
  const shift = 8 * (at % 4);
  return folded(sum + (shift === 0 ? next : ((next >>> shift) | (next << (32 - shift))) >>> 0));
}

/**
 * The 16 letters and digits of CHECKSUM that make the sum of the HDU −0, when `sum` is that of the HDU with 16 zeros (the character) in their place.
 * They stand from byte 11 of their card on, so they begin within a word.
 */
export function checksumText(sum: number): string {
  const complement = ~sum >>> 0;
  const text = new Uint8Array(16);
  for (let i = 0; i < 4; i++) {
    const byte = (complement >>> (24 - 8 * i)) & 255;
    const quotient = (byte >> 2) + ZERO;
    const four = [quotient + (byte & 3), quotient, quotient, quotient];
    // Punctuation between the digits and the letters is avoided: one of a pair goes up, the other one down.
    for (let j = 0; j < 4; j += 2) {
      while (PUNCTUATION.includes(four[j]) || PUNCTUATION.includes(four[j + 1])) {
        four[j] += 1;
        four[j + 1] -= 1;
      }
    }
    for (let j = 0; j < 4; j++) text[4 * j + i] = four[j];
  }
  return Buffer.from([text[15], ...text.subarray(0, 15)]).toString('latin1');
}

const ZERO = 0x30;
const PUNCTUATION: readonly number[] = [0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60];

function folded(sum: number): number {
  let rest = sum;
  while (rest >= 2 ** 32) rest = (rest % 2 ** 32) + Math.floor(rest / 2 ** 32);
  return rest;
}
