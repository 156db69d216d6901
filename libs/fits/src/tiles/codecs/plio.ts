import type { CodecJob, Decoded } from './codec.js';

/** Where the lengths and the instructions of a line list are (IRAF; Standard §10.4.3), in words from its start. */
const OLD_LENGTH = 2;
const OLD_START = 3;
const NEW_START = 1;
const NEW_LENGTH = 3;

/** The upper four bits of an instruction word; the lower twelve are its number n. */
const ZEROS = 0;
const SET = 1;
const RAISE = 2;
const LOWER = 3;
const RUN = 4;
const ZEROS_AND_ONE = 5;
const RAISE_AND_ONE = 6;
const LOWER_AND_ONE = 7;

/**
 * PLIO_1 (Standard §10.4.3): an IRAF line list of 16-bit words, as values. Plain TypeScript: it is as fast as WebAssembly, for runs are filled by the engine.
 * What the list does not come to is 0.
 */
export function decodePlio(bytes: Uint8Array, { pixels }: CodecJob): Decoded {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.byteLength >> 1;
  const word = (i: number): number => (i < count ? words.getInt16(2 * i) : -1);
  const isOld = word(OLD_LENGTH) > 0;
  const start = isOld ? OLD_START : word(NEW_START);
  const end = isOld ? word(OLD_LENGTH) : word(NEW_LENGTH) + (word(NEW_LENGTH + 1) << 15);
  if (start < OLD_START || end > count || (!isOld && count <= NEW_LENGTH + 1))
    return { damage: 'its PLIO_1 line list is longer than its words' };

  const out = new Int32Array(pixels);
  let value = 1;
  let at = 0;
  for (let i = start; i < end && at < pixels; i++) {
    const instruction = words.getInt16(2 * i);
    if (instruction < 0) return { damage: 'its PLIO_1 line list has an instruction that does not exist' };
    const n = instruction & 4095;
    switch (instruction >> 12) {
      case ZEROS:
        at += n;
        break;
      case SET:
        if (++i >= end) return { damage: 'its PLIO_1 line list ends within an instruction' };
        value = (words.getInt16(2 * i) << 12) + n;
        break;
      case RAISE:
        value += n;
        break;
      case LOWER:
        value -= n;
        break;
      case RUN:
        out.fill(value, at, at + n);
        at += n;
        break;
      case ZEROS_AND_ONE:
        at += n;
        if (n > 0 && at <= pixels) out[at - 1] = value;
        break;
      case RAISE_AND_ONE:
        value += n;
        out[at++] = value;
        break;
      case LOWER_AND_ONE:
        value -= n;
        out[at++] = value;
        break;
    }
  }
  return out;
}
