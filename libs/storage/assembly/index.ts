import {
  DISTANCES,
  DISTANCE_ROOT,
  END,
  F_BITS,
  F_BIT_COUNT,
  F_CONSUMED,
  F_CRC,
  F_DISTANCE_CODES,
  F_FLAGS,
  F_HEADER_CRC,
  F_INDEX,
  F_LAST,
  F_LEFT,
  F_LENGTHS,
  F_LENGTH_CODES,
  F_LENGTH_LENGTHS,
  F_LITERAL_CODES,
  F_MODE,
  F_PRODUCED,
  F_SIZE,
  F_WINDOW,
  HEAD,
  INPUT,
  INPUT_BYTES,
  LENGTHS,
  LENGTHS_ROOT,
  LITERALS,
  LITERAL_ROOT,
  OUTPUT,
  OUTPUT_BYTES,
  WINDOW_BYTES,
} from './layout';
import { buildTable, END_OF_BLOCK, LITERAL, OF_DISTANCES, OF_LENGTHS, OF_LITERALS, SECOND, SPECIAL } from './table';

export const headAt: usize = HEAD;
export const inputAt: usize = INPUT;
export const outputAt: usize = OUTPUT;

// What comes back: why it stopped, or what is wrong. The texts are in src/expanded/inflater.ts.
const NEEDS_INPUT: i32 = 0;
const OUTPUT_FULL: i32 = 1;
const MEMBER_ENDS: i32 = 2;
const BAD_STATE: i32 = -1;
const NOT_GZIP: i32 = -2;
const BAD_METHOD: i32 = -3;
const BAD_HEADER_CRC: i32 = -4;
const BAD_BLOCK: i32 = -5;
const BAD_STORED: i32 = -6;
const BAD_CODES: i32 = -7;
const BAD_SYMBOL: i32 = -8;
const BAD_DISTANCE: i32 = -9;

// Where in the stream: RFC 1952 §2.3 for the header, RFC 1951 §3.2 for the rest.
const FIRST: u32 = 0;
const EXTRA_LENGTH: u32 = 1;
const EXTRA: u32 = 2;
const NAME: u32 = 3;
const COMMENT: u32 = 4;
const HEADER_CRC: u32 = 5;
const BLOCK: u32 = 6;
const STORED_LENGTH: u32 = 7;
const STORED: u32 = 8;
const COUNTS: u32 = 9;
const LENGTH_LENGTHS: u32 = 10;
const CODE_LENGTHS: u32 = 11;
const CODES: u32 = 12;
const TRAILER: u32 = 13;
const BETWEEN: u32 = 14;

const LENGTH_ORDER: StaticArray<u8> = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function field(offset: usize): u32 {
  return load<u32>(HEAD + offset);
}

function setField(offset: usize, value: u32): void {
  store<u32>(HEAD + offset, value);
}

/** The memory that `inflate` needs. False when there is none. */
export function begin(): bool {
  const pages = <i32>((END + 65535) >> 16);
  const more = pages - memory.size();
  return more <= 0 || memory.grow(more) >= 0;
}

/** After a saved state was put into HEAD and WINDOW: checks it, and makes the tables of the block under way again. False: it is no state. */
export function resume(): bool {
  const mode = field(F_MODE);
  if (mode > BETWEEN || field(F_BIT_COUNT) > 63 || field(F_WINDOW) > <u32>WINDOW_BYTES) return false;
  if (field(F_LITERAL_CODES) > 288 || field(F_DISTANCE_CODES) > 32 || field(F_LENGTH_CODES) > 19 || field(F_INDEX) > 320) return false;
  if (mode == CODE_LENGTHS) return lengthTable();
  if (mode == CODES) return codeTables();
  return true;
}

function lengthTable(): bool {
  return buildTable(HEAD + F_LENGTH_LENGTHS, 19, LENGTHS, LENGTHS_ROOT, OF_LENGTHS);
}

function codeTables(): bool {
  const literals = field(F_LITERAL_CODES);
  if (load<u8>(HEAD + F_LENGTHS + 256) == 0) return false; // no end of block
  return (
    buildTable(HEAD + F_LENGTHS, literals, LITERALS, LITERAL_ROOT, OF_LITERALS) &&
    buildTable(HEAD + F_LENGTHS + literals, field(F_DISTANCE_CODES), DISTANCES, DISTANCE_ROOT, OF_DISTANCES)
  );
}

function fixedLengths(): void {
  memory.fill(HEAD + F_LENGTHS, 8, 144);
  memory.fill(HEAD + F_LENGTHS + 144, 9, 112);
  memory.fill(HEAD + F_LENGTHS + 256, 7, 24);
  memory.fill(HEAD + F_LENGTHS + 280, 8, 8);
  memory.fill(HEAD + F_LENGTHS + 288, 5, 32);
  setField(F_LITERAL_CODES, 288);
  setField(F_DISTANCE_CODES, 32);
}

function low(bits: u64, count: u32): u32 {
  return (<u32>bits) & (((<u32>1) << count) - 1);
}

/** The byte goes into the checksum of the header. */
function counted(byte: u32): void {
  let crc = field(F_HEADER_CRC) ^ byte;
  for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (0xedb88320 & (0 - (crc & 1)));
  setField(F_HEADER_CRC, crc);
}

/** From field to field of the gzip header: the next one that the flags promise. */
function nextField(after: u32): u32 {
  const flags = field(F_FLAGS);
  setField(F_LEFT, 0);
  setField(F_INDEX, 0);
  if (after < EXTRA_LENGTH && flags & 4) return EXTRA_LENGTH;
  if (after < NAME && flags & 8) return NAME;
  if (after < COMMENT && flags & 16) return COMMENT;
  if (after < HEADER_CRC && flags & 2) return HEADER_CRC;
  return BLOCK;
}

/**
 * Goes on from the state with `length` bytes of input from `inputAt + from` on, and makes at most `room` bytes at `outputAt`. Stops when the input
 * is used up, when there is no room for another copy, at the end of a member, or at what is wrong; all that is needed to go on is then in HEAD and WINDOW.
 */
export function inflate(from: u32, length: u32, room: u32): i32 {
  if (<usize>from + <usize>length > INPUT_BYTES || <usize>room > OUTPUT_BYTES || room < 512) return BAD_STATE;
  const start = INPUT + from;
  const inputEnd = start + length;
  const inputSafe = inputEnd - 16;
  const limit = OUTPUT + room;
  const outputSafe = limit - 300;
  let ip = start;
  let op = OUTPUT;
  /** the first byte that a distance may reach */
  let reach = OUTPUT - field(F_WINDOW);
  let bits = load<u64>(HEAD + F_BITS);
  let count = field(F_BIT_COUNT);
  let mode = field(F_MODE);
  let status: i32 = NEEDS_INPUT;

  for (;;) {
    status = NEEDS_INPUT;
    while (count <= 55 && ip < inputEnd) {
      bits |= (<u64>load<u8>(ip)) << count;
      ip++;
      count += 8;
    }
    if (mode == CODES) {
      status = OUTPUT_FULL;
      // Fast: as long as nothing can run out.
      if (length >= 32) {
        while (ip <= inputSafe && op <= outputSafe) {
          bits |= load<u64>(ip) << count;
          ip += (63 - count) >> 3;
          count |= 56;
          let entry = load<u32>(LITERALS + ((<usize>low(bits, LITERAL_ROOT)) << 2));
          if (entry & LITERAL) {
            bits >>= <u64>(entry & 63);
            count -= entry & 63;
            store<u8>(op, <u8>(entry >> 16));
            op++;
            entry = load<u32>(LITERALS + ((<usize>low(bits, LITERAL_ROOT)) << 2));
            if (entry & LITERAL) {
              bits >>= <u64>(entry & 63);
              count -= entry & 63;
              store<u8>(op, <u8>(entry >> 16));
              op++;
              entry = load<u32>(LITERALS + ((<usize>low(bits, LITERAL_ROOT)) << 2));
              if (entry & LITERAL) {
                bits >>= <u64>(entry & 63);
                count -= entry & 63;
                store<u8>(op, <u8>(entry >> 16));
                op++;
                continue;
              }
            }
            bits |= load<u64>(ip) << count;
            ip += (63 - count) >> 3;
            count |= 56;
          }
          if (entry & SPECIAL) {
            if (entry & SECOND) {
              bits >>= <u64>LITERAL_ROOT;
              count -= LITERAL_ROOT;
              entry = load<u32>(LITERALS + ((<usize>(((entry >> 16) & 0x7fff) + low(bits, (entry >> 8) & 15))) << 2));
              if (entry & LITERAL) {
                bits >>= <u64>(entry & 63);
                count -= entry & 63;
                store<u8>(op, <u8>(entry >> 16));
                op++;
                continue;
              }
            }
            if (entry & SPECIAL) {
              if (entry & END_OF_BLOCK) {
                bits >>= <u64>(entry & 63);
                count -= entry & 63;
                status = NEEDS_INPUT;
                mode = field(F_LAST) ? TRAILER : BLOCK;
              } else status = BAD_SYMBOL;
              break;
            }
          }
          let copy: usize = (entry >> 16) + (low(bits, entry & 63) >> ((entry >> 8) & 15));
          bits >>= <u64>(entry & 63);
          count -= entry & 63;
          entry = load<u32>(DISTANCES + ((<usize>low(bits, DISTANCE_ROOT)) << 2));
          if (entry & SPECIAL) {
            if (entry & SECOND) {
              bits >>= <u64>DISTANCE_ROOT;
              count -= DISTANCE_ROOT;
              entry = load<u32>(DISTANCES + ((<usize>(((entry >> 16) & 0x7fff) + low(bits, (entry >> 8) & 15))) << 2));
            }
            if (entry & SPECIAL) {
              status = BAD_SYMBOL;
              break;
            }
          }
          const distance: usize = (entry >> 16) + (low(bits, entry & 63) >> ((entry >> 8) & 15));
          bits >>= <u64>(entry & 63);
          count -= entry & 63;
          if (distance > op - reach) {
            status = BAD_DISTANCE;
            break;
          }
          let source = op - distance;
          const end = op + copy;
          if (distance >= 16) {
            do {
              v128.store(op, v128.load(source));
              op += 16;
              source += 16;
            } while (op < end);
          } else if (distance == 1) {
            const same = i8x16.splat(load<i8>(source));
            do {
              v128.store(op, same);
              op += 16;
            } while (op < end);
          } else if (distance >= 8) {
            do {
              store<u64>(op, load<u64>(source));
              op += 8;
              source += 8;
            } while (op < end);
          } else {
            do {
              store<u8>(op, load<u8>(source));
              op++;
              source++;
            } while (op < end);
          }
          op = end;
        }
        bits &= ((<u64>1) << count) - 1;
        if (status < 0) break;
        if (mode != CODES) continue;
      }
      // Careful: one symbol at a time, and only when it is there as a whole.
      if (op > outputSafe) break;
      while (count <= 55 && ip < inputEnd) {
        bits |= (<u64>load<u8>(ip)) << count;
        ip++;
        count += 8;
      }
      let entry = load<u32>(LITERALS + ((<usize>low(bits, LITERAL_ROOT)) << 2));
      let b = bits;
      let used: u32 = 0;
      if (entry & SECOND && entry & SPECIAL && !(entry & LITERAL)) {
        used = LITERAL_ROOT;
        b >>= <u64>LITERAL_ROOT;
        entry = load<u32>(LITERALS + ((<usize>(((entry >> 16) & 0x7fff) + low(b, (entry >> 8) & 15))) << 2));
      }
      used += entry & 63;
      if (used > count) {
        status = NEEDS_INPUT;
        break;
      }
      if (entry & LITERAL) {
        store<u8>(op, <u8>(entry >> 16));
        op++;
        bits >>= <u64>used;
        count -= used;
        continue;
      }
      if (entry & SPECIAL) {
        if (!(entry & END_OF_BLOCK)) {
          status = BAD_SYMBOL;
          break;
        }
        bits >>= <u64>used;
        count -= used;
        mode = field(F_LAST) ? TRAILER : BLOCK;
        continue;
      }
      const copy: usize = (entry >> 16) + (low(b, entry & 63) >> ((entry >> 8) & 15));
      b >>= <u64>(entry & 63);
      entry = load<u32>(DISTANCES + ((<usize>low(b, DISTANCE_ROOT)) << 2));
      if (entry & SECOND && entry & SPECIAL) {
        used += DISTANCE_ROOT;
        b >>= <u64>DISTANCE_ROOT;
        entry = load<u32>(DISTANCES + ((<usize>(((entry >> 16) & 0x7fff) + low(b, (entry >> 8) & 15))) << 2));
      }
      used += entry & 63;
      if (used > count) {
        status = NEEDS_INPUT;
        break;
      }
      if (entry & SPECIAL) {
        status = BAD_SYMBOL;
        break;
      }
      const distance: usize = (entry >> 16) + (low(b, entry & 63) >> ((entry >> 8) & 15));
      if (distance > op - reach) {
        status = BAD_DISTANCE;
        break;
      }
      bits >>= <u64>used;
      count -= used;
      for (let i: usize = 0; i < copy; i++) store<u8>(op + i, load<u8>(op + i - distance));
      op += copy;
      continue;
    }

    if (mode == STORED) {
      let left = field(F_LEFT);
      while (left > 0 && count >= 8 && op < limit) {
        store<u8>(op, <u8>bits);
        op++;
        bits >>= 8;
        count -= 8;
        left--;
      }
      if (count < 8) {
        let some = left;
        if (<usize>some > inputEnd - ip) some = <u32>(inputEnd - ip);
        if (<usize>some > limit - op) some = <u32>(limit - op);
        memory.copy(op, ip, some);
        op += some;
        ip += some;
        left -= some;
      }
      setField(F_LEFT, left);
      if (left == 0) {
        mode = field(F_LAST) ? TRAILER : BLOCK;
        continue;
      }
      status = op == limit ? OUTPUT_FULL : NEEDS_INPUT;
      break;
    }

    if (mode == BLOCK) {
      if (count < 3) break;
      const kind = (<u32>(bits >> 1)) & 3;
      setField(F_LAST, (<u32>bits) & 1);
      bits >>= 3;
      count -= 3;
      setField(F_INDEX, 0);
      if (kind == 0) {
        bits >>= <u64>(count & 7);
        count &= ~7;
        mode = STORED_LENGTH;
      } else if (kind == 1) {
        fixedLengths();
        if (!codeTables()) {
          status = BAD_CODES;
          break;
        }
        mode = CODES;
      } else if (kind == 2) mode = COUNTS;
      else {
        status = BAD_BLOCK;
        break;
      }
      continue;
    }

    if (mode == STORED_LENGTH) {
      if (count < 32) break;
      const both = <u32>bits;
      if (((both ^ (both >> 16)) & 0xffff) != 0xffff) {
        status = BAD_STORED;
        break;
      }
      bits >>= 32;
      count -= 32;
      setField(F_LEFT, both & 0xffff);
      mode = STORED;
      continue;
    }

    if (mode == COUNTS) {
      if (count < 14) break;
      const literals = ((<u32>bits) & 31) + 257;
      const distances = ((<u32>(bits >> 5)) & 31) + 1;
      setField(F_LITERAL_CODES, literals);
      setField(F_DISTANCE_CODES, distances);
      setField(F_LENGTH_CODES, ((<u32>(bits >> 10)) & 15) + 4);
      bits >>= 14;
      count -= 14;
      if (literals > 286 || distances > 30) {
        status = BAD_CODES;
        setField(F_LITERAL_CODES, 0);
        setField(F_DISTANCE_CODES, 0);
        break;
      }
      memory.fill(HEAD + F_LENGTH_LENGTHS, 0, 32);
      setField(F_INDEX, 0);
      mode = LENGTH_LENGTHS;
      continue;
    }

    if (mode == LENGTH_LENGTHS) {
      const index = field(F_INDEX);
      if (index < field(F_LENGTH_CODES)) {
        if (count < 3) break;
        store<u8>(HEAD + F_LENGTH_LENGTHS + load<u8>(changetype<usize>(LENGTH_ORDER) + index), <u8>(bits & 7));
        bits >>= 3;
        count -= 3;
        setField(F_INDEX, index + 1);
        continue;
      }
      if (!lengthTable()) {
        status = BAD_CODES;
        break;
      }
      memory.fill(HEAD + F_LENGTHS, 0, 320);
      setField(F_INDEX, 0);
      mode = CODE_LENGTHS;
      continue;
    }

    if (mode == CODE_LENGTHS) {
      const index = field(F_INDEX);
      const all = field(F_LITERAL_CODES) + field(F_DISTANCE_CODES);
      if (index >= all) {
        if (index > all || !codeTables()) {
          status = BAD_CODES;
          break;
        }
        mode = CODES;
        continue;
      }
      const entry = load<u32>(LENGTHS + ((<usize>low(bits, LENGTHS_ROOT)) << 2));
      let used = entry & 63;
      if (used > count) break;
      if (entry & SPECIAL) {
        status = BAD_CODES;
        break;
      }
      const symbol = entry >> 16;
      if (symbol < 16) {
        store<u8>(HEAD + F_LENGTHS + index, <u8>symbol);
        setField(F_INDEX, index + 1);
      } else {
        const extra: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
        if (used + extra > count) break;
        const times = low(bits >> (<u64>used), extra) + (symbol == 18 ? 11 : 3);
        used += extra;
        if (index + times > all || (symbol == 16 && index == 0)) {
          status = BAD_CODES;
          break;
        }
        const value: u8 = symbol == 16 ? load<u8>(HEAD + F_LENGTHS + index - 1) : 0;
        memory.fill(HEAD + F_LENGTHS + index, value, times);
        setField(F_INDEX, index + times);
      }
      bits >>= <u64>used;
      count -= used;
      continue;
    }

    if (mode == TRAILER) {
      bits >>= <u64>(count & 7);
      count &= ~7;
      // Four bytes at a time, for the bit buffer holds no more than seven.
      if (count < 32) break;
      setField(field(F_INDEX) == 1 ? F_SIZE : F_CRC, <u32>bits);
      bits >>= 32;
      count -= 32;
      if (field(F_INDEX) != 1) {
        setField(F_INDEX, 1);
        continue;
      }
      mode = BETWEEN;
      status = MEMBER_ENDS;
      break;
    }

    // The gzip header, byte by byte.
    if (count < 8) break;
    const byte = (<u32>bits) & 255;
    if (mode == BETWEEN) {
      if (byte == 0) {
        // padding
        bits >>= 8;
        count -= 8;
        continue;
      }
      setField(F_INDEX, 0);
      mode = FIRST;
    }
    if (mode == FIRST && field(F_INDEX) == 0) {
      setField(F_HEADER_CRC, <u32>-1);
      setField(F_FLAGS, 0);
      reach = op; // a member knows nothing of the one before
    }
    bits >>= 8;
    count -= 8;
    if (mode != HEADER_CRC) counted(byte);
    const index = field(F_INDEX);
    setField(F_INDEX, index + 1);
    if (mode == FIRST) {
      if ((index == 0 && byte != 0x1f) || (index == 1 && byte != 0x8b)) status = NOT_GZIP;
      else if (index == 2 && byte != 8) status = BAD_METHOD;
      else if (index == 3) {
        setField(F_FLAGS, byte);
        if (byte & 0xe0) status = BAD_METHOD;
      } else if (index == 9) mode = nextField(FIRST);
    } else if (mode == EXTRA_LENGTH) {
      setField(F_LEFT, field(F_LEFT) | (byte << (index << 3)));
      if (index == 1) {
        mode = field(F_LEFT) == 0 ? nextField(EXTRA) : EXTRA;
        setField(F_INDEX, 0);
      }
    } else if (mode == EXTRA) {
      const left = field(F_LEFT) - 1;
      setField(F_LEFT, left);
      setField(F_INDEX, 0);
      if (left == 0) mode = nextField(EXTRA);
    } else if (mode == HEADER_CRC) {
      const crc = ~field(F_HEADER_CRC);
      if (((crc >> (index << 3)) & 255) != byte) status = BAD_HEADER_CRC;
      else if (index == 1) mode = nextField(HEADER_CRC);
    } else {
      setField(F_INDEX, 0);
      if (byte == 0) mode = nextField(mode);
    }
    if (status < 0) break;
  }

  const produced = op - OUTPUT;
  const window = op - reach < WINDOW_BYTES ? op - reach : WINDOW_BYTES;
  memory.copy(OUTPUT - window, op - window, window);
  store<u64>(HEAD + F_BITS, bits);
  setField(F_BIT_COUNT, count);
  setField(F_MODE, mode);
  setField(F_WINDOW, <u32>window);
  setField(F_CONSUMED, <u32>(ip - start));
  setField(F_PRODUCED, <u32>produced);
  return status;
}
