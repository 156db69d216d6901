/** Puts together the elements whose first bytes stand before all second ones, and so on; `width` bytes each. */
export function unshuffled(bytes: Uint8Array, width: 1 | 2 | 4 | 8): Uint8Array {
  const count = bytes.length / width;
  if (width === 1) return bytes;
  const out = new Uint8Array(bytes.length);
  if (width === 2) pairs(bytes, count, new Uint16Array(out.buffer));
  else if (width === 4) quads(bytes, count, new Uint32Array(out.buffer));
  else {
    const words = new Uint32Array(out.buffer);
    quads(bytes.subarray(0, 4 * count), count, words, 0, 2);
    quads(bytes.subarray(4 * count), count, words, 1, 2);
  }
  return out;
}

// The first byte of an element is the lowest of a word: this machine's words are little-endian, as all that Node runs on.

function pairs(bytes: Uint8Array, count: number, out: Uint16Array): void {
  const second = bytes.subarray(count);
  for (let i = 0; i < count; i++) out[i] = bytes[i] | (second[i] << 8);
}

function quads(bytes: Uint8Array, count: number, out: Uint32Array, first = 0, step = 1): void {
  const b = bytes.subarray(count);
  const c = bytes.subarray(2 * count);
  const d = bytes.subarray(3 * count);
  for (let i = 0, at = first; i < count; i++, at += step) out[at] = bytes[i] | (b[i] << 8) | (c[i] << 16) | (d[i] << 24);
}
