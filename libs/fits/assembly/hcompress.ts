import { BAD_CODE, BAD_SIZE, FINE, peek, toBits, TOO_SHORT } from './bits';
import { invert } from './h-transform';
import { bitAfter, readPlanes, startAt } from './quadtree';

/**
 * HCOMPRESS_1 (FITS Standard §10.4.4): the pixels as 32-bit whole numbers to `output`, which has room for half as many more of the
 * coefficients, and 64. These are `wide`, 64 bits, for images of 32 bits, as CFITSIO has it: they may exceed 32. `input` is changed; MARGIN bytes behind it are free.
 */
export function decodeHcompress(input: usize, inputBytes: i32, output: usize, pixels: i32, wide: bool, smooth: bool): i32 {
  if (inputBytes < HEADER_BYTES) return TOO_SHORT;
  toBits(input, inputBytes);
  if (!wide) return decode<i32>(input, inputBytes, output, pixels, smooth);
  const code = decode<i64>(input, inputBytes, output, pixels, smooth);
  if (code === FINE) for (let i: usize = 0; i < <usize>pixels; i++) store<i32>(output + 4 * i, load<i32>(output + 8 * i));
  return code;
}

/** Magic number, rows, columns, scale, sum of all pixels (8 bytes), bit planes of the quadrants. */
const HEADER_BYTES = 25;
const MAGIC: u64 = 0xdd99;

function decode<T>(input: usize, inputBytes: i32, a: usize, pixels: i32, smooth: bool): i32 {
  if (peek(input, 0) >> 48 !== MAGIC) return BAD_CODE;
  const rows = word(input, 16);
  const columns = word(input, 48);
  const scale = word(input, 80);
  // A single row or column has empty quadrants, for which there is no code.
  if (rows < 2 || columns < 2 || <u64>rows * <u64>columns !== <u64>pixels) return BAD_SIZE;
  const sum = ((<u64>(<u32>word(input, 112))) << 32) | (<u64>(<u32>word(input, 144)));
  const planes = <i32>(peek(input, 176) >> 40);

  const scratch = a + <usize>pixels * sizeof<T>();
  const code = coefficients<T>(input, inputBytes, a, scratch, rows, columns, planes);
  if (code !== FINE) return code;
  store<T>(a, <T>sum);
  if (scale > 1) for (let at = a; at < scratch; at += sizeof<T>()) store<T>(at, <T>(load<T>(at) * <T>scale));
  invert<T>(a, rows, columns, smooth ? scale >> 1 : 0, scratch);
  return FINE;
}

function word(input: usize, bit: u32): i32 {
  return <i32>(peek(input, bit) >> 32);
}

/** The four quadrants, then a sign for each coefficient that is not 0. */
function coefficients<T>(input: usize, inputBytes: i32, a: usize, scratch: usize, rows: i32, columns: i32, planes: i32): i32 {
  const end = scratch;
  const top = (rows + 1) >> 1;
  const left = (columns + 1) >> 1;
  const below = a + <usize>top * <usize>columns * sizeof<T>();
  const aside = <usize>left * sizeof<T>();
  memory.fill(a, 0, end - a);
  startAt(input, inputBytes, 8 * HEADER_BYTES);
  let code = readPlanes<T>(a, columns, top, left, planes >> 16, scratch);
  if (code === FINE) code = readPlanes<T>(a + aside, columns, top, columns >> 1, (planes >> 8) & 255, scratch);
  if (code === FINE) code = readPlanes<T>(below, columns, rows >> 1, left, (planes >> 8) & 255, scratch);
  if (code === FINE) code = readPlanes<T>(below + aside, columns, rows >> 1, columns >> 1, planes & 255, scratch);
  if (code !== FINE) return code;
  let bit = bitAfter();
  if (peek(input, bit) >> 60 !== 0) return BAD_CODE;
  bit = (bit + 4 + 7) & ~7;
  const bits: u32 = 8 * inputBytes;
  for (let at = a; at < end; at += sizeof<T>()) {
    const value = load<T>(at);
    if (value === 0) continue;
    if (bit >= bits) return TOO_SHORT;
    if (<i64>peek(input, bit) < 0) store<T>(at, <T>-value);
    bit++;
  }
  return FINE;
}
