/** Where the decoding of a .Z file stands between two steps; plain data. */
export interface LzwState {
  /** the string of code c is that of prefix[c], then the byte suffix[c] */
  readonly prefix: Uint16Array<ArrayBuffer>;
  readonly suffix: Uint8Array<ArrayBuffer>;
  /** of the strings, less 1 */
  readonly lengths: Uint16Array<ArrayBuffer>;
  /** width of a code that the file does not go beyond: 9 … 16 */
  readonly mostBits: number;
  /** code 256 begins the table anew; files of the first releases of compress have none */
  readonly clears: boolean;
  /** width of the next code */
  bits: number;
  /** the next code that gets a string */
  free: number;
  /** the code before, -1 at the begin, and the first byte of its string */
  last: number;
  first: number;
  /** bits of the input that the next step gets which are used already: codes come in groups of eight, and a step begins with a group */
  used: number;
}

export interface LzwStep {
  readonly state: LzwState;
  readonly consumed: number;
  readonly output: Uint8Array<ArrayBuffer>;
  /** What is wrong, at the byte `consumed`. */
  readonly damage?: string;
}

export const LZW_HEADER_BYTES = 3;

const CLEAR = 256;
const FIRST_BITS = 9;
/** A step ends after so much output; the string of the code in hand may be as long as the table. */
const STEP_BYTES = 2 * 1024 * 1024;
const TABLE = 65536;

/** From the three bytes that a .Z file begins with; what is wrong with them otherwise. */
export function lzwBegin(header: Uint8Array): LzwState | string {
  const [one, two, flags] = header;
  if (header.length < LZW_HEADER_BYTES) return 'the file is too short for one made by compress';
  if (one !== 0x1f || two !== 0x9d) return 'the file was not made by compress';
  const mostBits = flags & 31;
  if (mostBits < FIRST_BITS || mostBits > 16) return `codes of up to ${mostBits} bits, but compress has 9 to 16`;
  const clears = (flags & 128) !== 0;
  const suffix = new Uint8Array(TABLE);
  for (let i = 0; i < 256; i++) suffix[i] = i;
  const free = clears ? CLEAR + 1 : CLEAR;
  const table = { prefix: new Uint16Array(TABLE), suffix, lengths: new Uint16Array(TABLE) };
  return { ...table, mostBits, clears, bits: FIRST_BITS, free, last: -1, first: 0, used: 0 };
}

/** As far as the input goes, or STEP_BYTES of output. A code that is there in part is left: at the end of a file it is padding. */
export function lzwStep(state: LzwState, input: Uint8Array): LzwStep {
  const { prefix, suffix, lengths, clears } = state;
  const most = 1 << state.mostBits;
  const output = new Uint8Array(STEP_BYTES + TABLE);
  const inputBits = input.length * 8;
  let { bits, free, last, first } = state;
  let widest = widestOf(bits, state.mostBits);
  let made = 0;
  /** where the codes of this width begin, in bits */
  let base = 0;
  let at = state.used;
  let damage: string | undefined;
  while (made < STEP_BYTES) {
    if (free > widest) {
      base = at = groupEnd(base, at, bits);
      bits++;
      widest = widestOf(bits, state.mostBits);
    }
    if (at + bits > inputBits) break;
    const byte = at >> 3;
    const code = ((input[byte] | (input[byte + 1] << 8) | (input[byte + 2] << 16)) >> (at & 7)) & ((1 << bits) - 1);
    at += bits;
    if (last < 0) {
      if (code > 255) {
        damage = 'the first code of the compressed data is none';
        break;
      }
      output[made++] = first = last = code;
      continue;
    }
    if (code === CLEAR && clears) {
      free = CLEAR; // the code after this one takes the place of 256, which then is never asked for
      base = at = groupEnd(base, at, bits);
      bits = FIRST_BITS;
      widest = widestOf(bits, state.mostBits);
      continue;
    }
    if (code > free) {
      damage = 'the compressed data are damaged (a code that has no meaning yet)';
      break;
    }
    // A code that is just to be made is the string of the last one, with its own first byte behind. Strings are spelt from their end.
    let rest = code;
    let place = made + lengths[code === free ? last : code];
    made = place + 1;
    if (code === free) {
      output[made++] = first;
      rest = last;
    }
    while (rest > 255) {
      output[place--] = suffix[rest];
      rest = prefix[rest];
    }
    output[place] = first = rest;
    if (free < most) {
      prefix[free] = last;
      suffix[free] = first;
      lengths[free] = lengths[last] + 1;
      free++;
    }
    last = code;
  }
  const groups = Math.floor((at - base) / (bits * 8));
  const consumed = base / 8 + groups * bits;
  return {
    state: { ...state, bits, free, last, first, used: at - consumed * 8 },
    consumed,
    output: new Uint8Array(output.buffer.transfer(made)),
    damage,
  };
}

/** The last code before the width grows; the largest width does not. */
function widestOf(bits: number, mostBits: number): number {
  return bits === mostBits && bits > FIRST_BITS ? 1 << mostBits : (1 << bits) - 1;
}

/** Where the group of eight codes ends in which `at` lies: compress writes whole groups, what is left of one is void. */
function groupEnd(base: number, at: number, bits: number): number {
  const group = bits * 8;
  return base + Math.ceil((at - base) / group) * group;
}
