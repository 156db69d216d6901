import { SCRATCH, TABLE_ENTRIES } from './layout';

// An entry says all about a code in 32 bits:
//  0 … 5   bits to take: the code and its extra bits (of an entry that leads to a second table: the bits of the first)
//  8 … 11  bits of the code alone (there: of the second table)
//  13 END, 14 SECOND, 15 SPECIAL: end of block, leads to a second table, or (SPECIAL alone) a code that means nothing
//  16 … 30 literal, base of the length or distance, first entry of the second table
//  31 LITERAL

export const END_OF_BLOCK: u32 = 1 << 13;
export const SECOND: u32 = 1 << 14;
export const SPECIAL: u32 = 1 << 15;
export const LITERAL: u32 = 1 << 31;

export const OF_LENGTHS: u32 = 0;
export const OF_LITERALS: u32 = 1;
export const OF_DISTANCES: u32 = 2;

/** What a symbol means, less its code: RFC 1951 §3.2.5. */
function meaning(kind: u32, symbol: u32): u32 {
  if (kind == OF_LENGTHS) return symbol << 16;
  if (kind == OF_LITERALS) {
    if (symbol < 256) return LITERAL | (symbol << 16);
    if (symbol == 256) return SPECIAL | END_OF_BLOCK;
    if (symbol > 285) return SPECIAL;
    if (symbol == 285) return 258 << 16;
    const n = symbol - 257;
    if (n < 8) return (n + 3) << 16;
    const extra = (n >> 2) - 1;
    return extra | ((((4 + (n & 3)) << extra) + 3) << 16);
  }
  if (symbol > 29) return SPECIAL;
  if (symbol < 4) return (symbol + 1) << 16;
  const extra = (symbol >> 1) - 1;
  return extra | ((((2 + (symbol & 1)) << extra) + 1) << 16);
}

/**
 * Makes the table of the canonical code whose `count` lengths (0 … 15) lie at `lengths`. False when they are no code: over-subscribed, or with
 * codes to spare (but for a single code of one bit, and for none at all; what is not assigned is then an entry that means nothing), as in zlib.
 */
export function buildTable(lengths: usize, count: u32, table: usize, root: u32, kind: u32): bool {
  const counts = SCRATCH;
  const nexts = SCRATCH + 64;
  const widths = SCRATCH + 128;
  const sorted = SCRATCH + 128 + 2048;
  memory.fill(counts, 0, 64);
  for (let i: u32 = 0; i < count; i++) {
    const length = <u32>load<u8>(lengths + i);
    if (length > 15) return false;
    const at = counts + (length << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let longest: u32 = 15;
  while (longest > 0 && load<u32>(counts + (longest << 2)) == 0) longest--;
  let left: i32 = 1;
  let offset: u32 = 0;
  for (let length: u32 = 1; length <= 15; length++) {
    const here = load<u32>(counts + (length << 2));
    left = (left << 1) - <i32>here;
    if (left < 0) return false;
    store<u32>(nexts + (length << 2), offset);
    offset += here;
  }
  if (left > 0 && longest > 0 && (kind == OF_LENGTHS || longest != 1)) return false;
  for (let i: u32 = 0; i < count; i++) {
    const length = <u32>load<u8>(lengths + i);
    if (length == 0) continue;
    const at = nexts + (length << 2);
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u16>(sorted + (place << 1), <u16>i);
  }

  const size = (<u32>1) << root;
  if (left > 0) for (let i: u32 = 0; i < size; i++) store<u32>(table + (i << 2), SPECIAL | 1 | (1 << 8));
  const total = offset;

  // How wide the second tables are: the longest code that begins with these bits. Codes come in order of their lengths.
  if (longest > root) {
    memory.fill(widths, 0, size);
    let code: u32 = 0;
    let n: u32 = 0;
    for (let length: u32 = 1; length <= longest; length++) {
      const here = load<u32>(counts + (length << 2));
      for (let k: u32 = 0; k < here; k++) {
        if (length > root) store<u8>(widths + (code & (size - 1)), <u8>(length - root));
        code = nextCode(code, length);
        n++;
      }
    }
  }

  let code: u32 = 0;
  let n: u32 = 0;
  let used = size;
  for (let length: u32 = 1; length <= longest; length++) {
    const here = load<u32>(counts + (length << 2));
    for (let k: u32 = 0; k < here; k++) {
      const mean = meaning(kind, load<u16>(sorted + (n << 1)));
      if (length <= root) {
        const entry = mean + length + (length << 8);
        for (let i = code; i < size; i += (<u32>1) << length) store<u32>(table + (i << 2), entry);
      } else {
        const prefix = code & (size - 1);
        const width = <u32>load<u8>(widths + prefix);
        const leads = table + (prefix << 2);
        // The first code of a prefix opens its second table.
        let first: u32;
        if (width & 128) {
          first = load<u32>(leads) >> 16;
        } else {
          first = used;
          used += (<u32>1) << width;
          if (used > TABLE_ENTRIES) return false;
          store<u32>(leads, SPECIAL | SECOND | root | (width << 8) | (first << 16));
          store<u8>(widths + prefix, <u8>(width | 128));
        }
        const rest = length - root;
        const entry = mean + rest + (rest << 8);
        const end = (<u32>1) << (width & 127);
        for (let i = code >> root; i < end; i += (<u32>1) << rest) store<u32>(table + ((first + i) << 2), entry);
      }
      code = nextCode(code, length);
      n++;
    }
  }
  return n == total;
}

/** The code after this one of the same length, its first bit lowest, as it comes in the stream. */
function nextCode(code: u32, length: u32): u32 {
  let bit: u32 = (<u32>1) << (length - 1);
  while (code & bit) bit >>= 1;
  return bit == 0 ? 0 : (code & (bit - 1)) + bit;
}
