import { BAD_CODE, FINE, peek, toBits, TOO_SHORT } from './bits';
import { swapBytes } from './memory';

/** Bits of a level in the stream, and the level that stands for differences written as they are (FITS Standard §10.4.1, for BYTEPIX 1, 2, 4). */
function levelBits<T>(): u32 {
  return sizeof<T>() === 1 ? 3 : sizeof<T>() === 2 ? 4 : 5;
}
function topLevel<T>(): i32 {
  return sizeof<T>() === 1 ? 6 : sizeof<T>() === 2 ? 14 : 25;
}

/**
 * RICE_1: `pixels` pixels of `bytePix` bytes from `inputBytes` at `input` (at most 2^28, which are changed; MARGIN bytes behind them are free)
 * to `output`, in the order of this machine or big-endian. `output` has 16 bytes more than the pixels take.
 */
export function decodeRice(input: usize, inputBytes: i32, output: usize, pixels: i32, bytePix: i32, block: i32, bigEndian: bool): i32 {
  let code: i32;
  if (bytePix === 1) code = decode<u8>(input, inputBytes, output, pixels, block);
  else if (bytePix === 2) code = decode<u16>(input, inputBytes, output, pixels, block);
  else code = decode<u32>(input, inputBytes, output, pixels, block);
  if (code === FINE && bigEndian) swapBytes(output, <usize>pixels * bytePix, bytePix);
  return code;
}

function decode<T>(input: usize, inputBytes: i32, output: usize, pixels: i32, block: i32): i32 {
  if (inputBytes < <i32>sizeof<T>()) return TOO_SHORT;
  toBits(input, inputBytes);
  const bits: u32 = 8 * inputBytes;
  const end = output + sizeof<T>() * <usize>pixels;
  let last = <u32>(peek(input, 0) >> (64 - 8 * sizeof<T>()));
  let bit: u32 = 8 * sizeof<T>();
  let at = output;
  while (at < end) {
    const stop = min(end, at + sizeof<T>() * <usize>block);
    const level = <i32>(peek(input, bit) >> (64 - levelBits<T>())) - 1;
    bit += levelBits<T>();
    if (level < 0) {
      if (bit > bits) return TOO_SHORT;
      for (; at < stop; at += sizeof<T>()) store<T>(at, <T>last);
    } else if (level < topLevel<T>()) {
      const tail = 1 + <u32>level;
      for (; at < stop; at += sizeof<T>()) {
        const x = peek(input, bit);
        let zeros = <u32>clz(x);
        let mapped: u32;
        if (zeros + tail <= 33) {
          // the one behind the zeros comes along and is taken off again
          mapped = <u32>((x << zeros) >> (64 - tail)) + ((zeros - 1) << level);
          bit += zeros + tail;
        } else {
          zeros = 0;
          let more = <u32>clz(x);
          for (; more >= 32; more = <u32>clz(peek(input, bit))) {
            zeros += 32;
            bit += 32;
            if (bit > bits) return TOO_SHORT;
          }
          bit += more;
          mapped = <u32>(peek(input, bit) >> (64 - tail)) + ((zeros + more - 1) << level);
          bit += tail;
        }
        last += (mapped >> 1) ^ -(mapped & 1);
        store<T>(at, <T>last);
      }
      if (bit > bits) return TOO_SHORT;
    } else if (level === topLevel<T>()) {
      if (<u64>bit + <u64>(stop - at) * 8 > <u64>bits) return TOO_SHORT;
      for (; at < stop; at += sizeof<T>()) {
        const mapped = <u32>(peek(input, bit) >> (64 - 8 * sizeof<T>()));
        bit += 8 * sizeof<T>();
        last += (mapped >> 1) ^ -(mapped & 1);
        store<T>(at, <T>last);
      }
    } else {
      return BAD_CODE;
    }
  }
  return FINE;
}
