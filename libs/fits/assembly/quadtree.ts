import { BAD_CODE, FINE, peek, TOO_SHORT } from './bits';

/** Codes of the four bits of a node (White): by the next six bits of the stream, the bits of the node and, above them, the length of its code. */
const CODES = memory.data<u8>([
  0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x32, 0x32, 0x32, 0x32, 0x32, 0x32, 0x32, 0x32, 0x34, 0x34, 0x34, 0x34, 0x34, 0x34, 0x34,
  0x34, 0x38, 0x38, 0x38, 0x38, 0x38, 0x38, 0x38, 0x38, 0x43, 0x43, 0x43, 0x43, 0x45, 0x45, 0x45, 0x45, 0x4a, 0x4a, 0x4a, 0x4a, 0x4c, 0x4c,
  0x4c, 0x4c, 0x4f, 0x4f, 0x4f, 0x4f, 0x56, 0x56, 0x57, 0x57, 0x59, 0x59, 0x5b, 0x5b, 0x5d, 0x5d, 0x60, 0x6e,
]);

/** How a bit plane begins. */
const AS_BITS: u64 = 0;
const AS_TREE: u64 = 15;

let words: usize = 0;
let bits: u32 = 0;
let next: u32 = 0;

/** What the planes are read from: bit number `bit` of `inputBytes` at `input`. */
export function startAt(input: usize, inputBytes: i32, bit: u32): void {
  words = input;
  bits = 8 * inputBytes;
  next = bit;
}

export function bitAfter(): u32 {
  return next;
}

/**
 * The absolute values of a quadrant, added to its `rows` × `columns` elements, which are 0; a row of the whole has `pitch`. `scratch` has room for
 * a byte for each 2 × 2 of them.
 */
export function readPlanes<T>(a: usize, pitch: i32, rows: i32, columns: i32, planes: i32, scratch: usize): i32 {
  if (planes > <i32>(8 * sizeof<T>())) return BAD_CODE;
  const nodes = <u32>((rows + 1) >> 1) * <u32>((columns + 1) >> 1);
  const levels = 32 - <i32>clz(max(rows, columns) - 1);
  for (let plane = planes - 1; plane >= 0; plane--) {
    if (next + 4 > bits) return TOO_SHORT;
    const form = peek(words, next) >> 60;
    next += 4;
    if (form === AS_BITS) {
      if (<u64>next + 4 * <u64>nodes > <u64>bits) return TOO_SHORT;
      for (let i: u32 = 0; i < nodes; i++, next += 4) store<u8>(scratch + i, peek(words, next) >> 60);
    } else if (form === AS_TREE) {
      readTree(rows, columns, levels, scratch);
      if (next > bits) return TOO_SHORT;
    } else {
      return BAD_CODE;
    }
    insert<T>(a, pitch, rows, columns, (<T>1) << (<T>plane), scratch);
  }
  return FINE;
}

/** A plane from its root down; each step doubles the size, rounded so that the last one is that of the quadrant, halved. */
function readTree(rows: i32, columns: i32, levels: i32, scratch: usize): void {
  store<u8>(scratch, 1);
  readNodes(scratch, 1);
  for (let level = levels - 1; level >= 1; level--) {
    const half = 1 << level;
    const height = (rows + half - 1) >> level;
    const width = (columns + half - 1) >> level;
    spread(height, width, scratch);
    readNodes(scratch, height * width);
  }
}

/** A code for each node that is not 0, the last first. */
function readNodes(nodes: usize, count: i32): void {
  const stop = bits + 64; // zeros are there, and no wish to go on
  let bit = next;
  for (let at = nodes + <usize>count - 1; at >= nodes; at--) {
    if (load<u8>(at) === 0) continue;
    const code = load<u8>(CODES + <usize>(peek(words, bit) >> 58));
    store<u8>(at, code & 15);
    bit = min(bit + (code >> 4), stop);
  }
  next = bit;
}

/** Nodes of half the size become ones of `height` × `width`, each of their four bits one; in place, so the last comes first. */
function spread(height: i32, width: i32, nodes: usize): void {
  const half = <usize>((width + 1) >> 1);
  for (let i = ((height + 1) >> 1) - 1; i >= 0; i--) {
    const from = nodes + <usize>i * half;
    const to = nodes + 2 * <usize>i * <usize>width;
    const hasBelow = 2 * i + 1 < height;
    for (let j = <i32>half - 1; j >= 0; j--) {
      const node = load<u8>(from + <usize>j);
      const at = to + 2 * <usize>j;
      const hasAside = 2 * j + 1 < width;
      if (hasBelow && hasAside) store<u8>(at + <usize>width + 1, node & 1);
      if (hasBelow) store<u8>(at + <usize>width, (node >> 1) & 1);
      if (hasAside) store<u8>(at + 1, (node >> 2) & 1);
      store<u8>(at, node >> 3);
    }
  }
}

/** The four bits of each node into its 2 × 2 elements. */
function insert<T>(a: usize, pitch: i32, rows: i32, columns: i32, bit: T, nodes: usize): void {
  const rowBytes = <usize>pitch * sizeof<T>();
  for (let i = 0; i < rows; i += 2) {
    let at = a + <usize>i * rowBytes;
    const hasBelow = i + 1 < rows;
    for (let j = 0; j < columns; j += 2, nodes++, at += 2 * sizeof<T>()) {
      const node = load<u8>(nodes);
      if (node === 0) continue;
      const hasAside = j + 1 < columns;
      if (node & 8) store<T>(at, load<T>(at) | bit);
      if (node & 4 && hasAside) store<T>(at + sizeof<T>(), load<T>(at + sizeof<T>()) | bit);
      if (node & 2 && hasBelow) store<T>(at + rowBytes, load<T>(at + rowBytes) | bit);
      if (node & 1 && hasBelow && hasAside) store<T>(at + rowBytes + sizeof<T>(), load<T>(at + rowBytes + sizeof<T>()) | bit);
    }
  }
}
