import { swapBytes } from './memory';

/**
 * RICE_1 as CFITSIO writes it: `pixels` big-endian pixels at `input` (which is changed; 16 bytes behind it are free) to `output`, which has
 * room for twice as many bytes and 64: levels are chosen by the mean, so even in blocks of one no pixel takes 7 bits more than it has.
 * Returns how many bytes were written.
 */
export function encodeRice(input: usize, pixels: i32, output: usize, bytePix: i32, block: i32): i32 {
  swapBytes(input, <usize>pixels * bytePix, bytePix);
  if (bytePix === 1) return encode<i8>(input, pixels, output, block);
  if (bytePix === 2) return encode<i16>(input, pixels, output, block);
  return encode<i32>(input, pixels, output, block);
}

/** The bits that are not written yet, at the left of `bits`; there are never 32 or more between two calls. */
let bits: u64 = 0;
let waiting: u32 = 0;
let place: usize = 0;

/** Up to 32 bits. */
function put(value: u32, count: u32): void {
  waiting += count;
  bits |= (<u64>value) << (64 - waiting);
  if (waiting >= 32) {
    store<u32>(place, bswap<u32>(<u32>(bits >> 32)));
    place += 4;
    bits <<= 32;
    waiting -= 32;
  }
}

function encode<T>(input: usize, pixels: i32, output: usize, block: i32): i32 {
  const fullBits: u32 = 8 * sizeof<T>();
  const levelBits: u32 = sizeof<T>() === 1 ? 3 : sizeof<T>() === 2 ? 4 : 5;
  const topLevel: u32 = sizeof<T>() === 1 ? 6 : sizeof<T>() === 2 ? 14 : 25;
  const end = input + sizeof<T>() * <usize>pixels;
  bits = 0;
  waiting = 0;
  place = output;
  let last = load<T>(input);
  put(unsigned<T>(last), fullBits);
  for (let at = input; at < end;) {
    const stop = min(end, at + sizeof<T>() * <usize>block);
    const count = <u32>((stop - at) / sizeof<T>());
    let sum: u64 = 0;
    // Differences in place of the pixels, mapped to 0, −1, 1, −2, … → 0, 1, 2, 3, …
    for (let i = at; i < stop; i += sizeof<T>()) {
      const next = load<T>(i);
      const difference = <T>(next - last);
      const mapped = unsigned<T>(<T>((difference << 1) ^ (difference >> (<T>(fullBits - 1)))));
      store<T>(i, <T>mapped);
      sum += mapped;
      last = next;
    }
    const level = levelOf(sum, count);
    if (level >= topLevel) {
      put(topLevel + 1, levelBits);
      for (; at < stop; at += sizeof<T>()) put(unsigned<T>(load<T>(at)), fullBits);
    } else if (sum === 0) {
      put(0, levelBits);
      at = stop;
    } else {
      put(level + 1, levelBits);
      const mask: u32 = (1 << level) - 1;
      for (; at < stop; at += sizeof<T>()) {
        const mapped = unsigned<T>(load<T>(at));
        let zeros = mapped >> level;
        for (; zeros >= 24; zeros -= 24) put(0, 24);
        put(1, zeros + 1);
        put(mapped & mask, level);
      }
    }
  }
  const bytes = <i32>(place - output) + <i32>((waiting + 7) >> 3);
  store<u32>(place, bswap<u32>(<u32>(bits >> 32)));
  return bytes;
}

/** As White has it: the bits below the mean (less a half) of what is to be written. */
function levelOf(sum: u64, count: u32): u32 {
  const excess = <f64>sum - <f64>(count / 2) - 1;
  const half = excess > 0 ? (<u32>(excess / <f64>count)) >> 1 : 0;
  return 32 - <u32>clz(half);
}

function unsigned<T>(value: T): u32 {
  return sizeof<T>() === 1 ? <u32>(<u8>value) : sizeof<T>() === 2 ? <u32>(<u16>value) : <u32>value;
}
