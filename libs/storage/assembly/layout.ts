// Memory, from __heap_base on. HEAD and WINDOW together are the whole state between two calls: saved and put back, they go on at the same bit.
// The window lies right before the output, so that a distance that reaches back beyond the output needs no special case.

export const HEAD_BYTES: usize = 512;
export const WINDOW_BYTES: usize = 32768;
export const OUTPUT_BYTES: usize = 256 * 1024;
/** Copies of sixteen bytes at a time may write this far beyond the end of the output. */
export const SLACK_BYTES: usize = 64;
export const INPUT_BYTES: usize = 512 * 1024;

/** Bits of the first table of each kind of code; longer codes go on in a second one. */
export const LITERAL_ROOT: u32 = 11;
export const DISTANCE_ROOT: u32 = 8;
export const LENGTHS_ROOT: u32 = 7;
/** Entries of a table with all its second tables; `buildTable` stays within. */
export const TABLE_ENTRIES: u32 = 4096;

export const HEAD: usize = (__heap_base + 15) & ~15;
export const WINDOW: usize = HEAD + HEAD_BYTES;
export const OUTPUT: usize = WINDOW + WINDOW_BYTES;
export const INPUT: usize = OUTPUT + OUTPUT_BYTES + SLACK_BYTES;
export const LITERALS: usize = INPUT + INPUT_BYTES + SLACK_BYTES;
export const DISTANCES: usize = LITERALS + ((<usize>TABLE_ENTRIES) << 2);
export const LENGTHS: usize = DISTANCES + ((<usize>TABLE_ENTRIES) << 2);
/** 16 counts, 16 next codes (u32), 2048 bytes for the widths of second tables, 320 sorted symbols (u16). */
export const SCRATCH: usize = LENGTHS + ((<usize>TABLE_ENTRIES) << 2);
export const END: usize = SCRATCH + 4096;

// Fields of HEAD, as offsets: those that the caller reads are told in src/expanded/inflater.ts.
/** bits that were taken from the input and not used yet, and how many */
export const F_BITS: usize = 0;
export const F_BIT_COUNT: usize = 8;
export const F_MODE: usize = 12;
/** the block under way is the member's last */
export const F_LAST: usize = 16;
/** what is left of a stored block, or of a field of the gzip header */
export const F_LEFT: usize = 20;
/** counts of literal and distance code lengths, and of those that tell the lengths */
export const F_LITERAL_CODES: usize = 24;
export const F_DISTANCE_CODES: usize = 28;
export const F_LENGTH_CODES: usize = 32;
/** how many of a list have been read */
export const F_INDEX: usize = 36;
/** bytes of the member that the window holds, at its end */
export const F_WINDOW: usize = 40;
/** FLG of the gzip header */
export const F_FLAGS: usize = 44;
/** of the gzip header's bytes */
export const F_HEADER_CRC: usize = 48;
/** what the trailer says, when a member has ended */
export const F_CRC: usize = 52;
export const F_SIZE: usize = 56;
/** what the last call used and made */
export const F_CONSUMED: usize = 60;
export const F_PRODUCED: usize = 64;
/** 68 … 127: the caller's. Then lengths of the codes for lengths (32), and of literals and distances (320), one byte each. */
export const F_LENGTH_LENGTHS: usize = 128;
export const F_LENGTHS: usize = 160;
