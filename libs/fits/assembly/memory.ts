/** Bytes that may be written behind every input: zeros there end every search, so that no loop needs to look for the end. */
export const MARGIN: usize = 64;

const PAGE: usize = 65536;

/** Makes room for so many bytes; where they begin, or 0 when there are none. Everything that was there before may be overwritten. */
export function reserve(bytes: usize): usize {
  const begin = (__heap_base + 15) & ~15;
  const missing = <isize>(begin + bytes) - ((<isize>memory.size()) << 16);
  if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) >> 16)) < 0) return 0;
  return begin;
}

/** Turns round the bytes of each element of so many (1, 2 or 4), in place; up to 15 bytes behind them change as well. */
export function swapBytes(at: usize, bytes: usize, width: i32): void {
  if (width === 2) swap16(at, at + bytes);
  else if (width === 4) swap32(at, at + bytes);
}

function swap16(at: usize, end: usize): void {
  for (; at < end; at += 16) {
    const v = v128.load(at);
    v128.store(at, v128.shuffle<u8>(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  }
}

function swap32(at: usize, end: usize): void {
  for (; at < end; at += 16) {
    const v = v128.load(at);
    v128.store(at, v128.shuffle<u8>(v, v, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  }
}
