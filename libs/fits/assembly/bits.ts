import { MARGIN, swapBytes } from './memory';

/** A decoder's answer. */
export const FINE: i32 = 0;
export const TOO_SHORT: i32 = 1;
export const BAD_CODE: i32 = 2;
export const BAD_SIZE: i32 = 3;

/** Makes a stream of bits of bytes: words in the order of this machine, turned round once instead of at each look, and zeros behind them. */
export function toBits(input: usize, bytes: i32): void {
  memory.fill(input + bytes, 0, MARGIN);
  swapBytes(input, bytes, 4);
}

/** At least 33 bits of the stream from bit number `bit` on, at the left; zeros follow what is not known. */
export function peek(words: usize, bit: u32): u64 {
  return rotl<u64>(load<u64>(words + ((bit >> 5) << 2)), 32) << (bit & 31);
}
