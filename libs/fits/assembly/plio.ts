import { BAD_CODE, FINE, TOO_SHORT } from './bits';

/** Where the lengths and the first instruction of a line list are, in words from its start; the old form has a header of three words. */
const OLD_LENGTH: usize = 2;
const OLD_START: i32 = 3;
const NEW_START: usize = 1;
const NEW_LENGTH: usize = 3;
const NEW_HEADER: i32 = 5;

/** The upper four bits of an instruction; the lower twelve are its number n. Those below RUN change the value; those above put one pixel of it. */
const ZEROS: i32 = 0;
const SET: i32 = 1;
const RAISE: i32 = 2;
const LOWER: i32 = 3;
const RUN: i32 = 4;
const ZEROS_AND_ONE: i32 = 5;
const RAISE_AND_ONE: i32 = 6;

/**
 * PLIO_1 (FITS Standard §10.4.3), an IRAF line list of `count` big-endian 16-bit words at `input`: the pixels as 32-bit whole numbers to `output`.
 * What the list does not come to is 0.
 */
export function decodePlio(input: usize, count: i32, output: usize, pixels: i32): i32 {
  if (count < OLD_START) return TOO_SHORT;
  const isOld = word(input, OLD_LENGTH) > 0;
  if (!isOld && count < NEW_HEADER) return TOO_SHORT;
  const first = isOld ? OLD_START : word(input, NEW_START);
  const length = isOld ? word(input, OLD_LENGTH) : word(input, NEW_LENGTH) + (word(input, NEW_LENGTH + 1) << 15);
  if (length > count || first < OLD_START) return TOO_SHORT;

  memory.fill(output, 0, 4 * <usize>pixels);
  const end = input + 2 * <usize>max(length, 0);
  let value: i32 = 1;
  let left = pixels;
  for (let at = input + 2 * <usize>first; at < end && left > 0; at += 2) {
    const instruction = word(at, 0);
    if (instruction < 0) return BAD_CODE;
    const n = instruction & 4095;
    const code = instruction >> 12;
    if (code === ZEROS || code === ZEROS_AND_ONE) {
      output += 4 * <usize>min(n, left);
      if (code === ZEROS_AND_ONE && n > 0 && n <= left) store<i32>(output - 4, value);
      left -= n;
    } else if (code === RUN) {
      for (const stop = output + 4 * <usize>min(n, left); output < stop; output += 4) store<i32>(output, value);
      left -= n;
    } else if (code === SET) {
      at += 2;
      if (at >= end) return TOO_SHORT;
      value = (word(at, 0) << 12) + n;
    } else {
      value += code === LOWER || code > RAISE_AND_ONE ? -n : n;
      if (code === RAISE || code === LOWER) continue;
      store<i32>(output, value);
      output += 4;
      left--;
    }
  }
  return FINE;
}

function word(at: usize, index: usize): i32 {
  return <i16>bswap<u16>(load<u16>(at + 2 * index));
}
