/** Calls with the first and the one behind the last of each run of set bits in a row that begins at byte `at`. */
export function eachRun(bits: Uint8Array, at: number, nx: number, take: (from: number, to: number) => void): void {
  for (let x = 0; x < nx;) {
    const byte = bits[at + (x >> 3)] >> (x & 7);
    if (byte === 0) {
      x = (x | 7) + 1;
      continue;
    }
    while (!((bits[at + (x >> 3)] >> (x & 7)) & 1)) x++;
    const from = x;
    while (x < nx && (bits[at + (x >> 3)] >> (x & 7)) & 1) x++;
    take(from, x);
  }
}

export function hasBit(bits: Uint8Array, at: number, from: number, to: number): boolean {
  for (let x = from; x < to; x++) if ((bits[at + (x >> 3)] >> (x & 7)) & 1) return true;
  return false;
}

/** @param to behind the last one */
export function setRun(bits: Uint8Array, at: number, from: number, to: number): void {
  for (let x = from; x < to;) {
    if ((x & 7) === 0 && x + 8 <= to) {
      bits[at + (x >> 3)] = 255;
      x += 8;
    } else {
      bits[at + (x >> 3)] |= 1 << (x & 7);
      x++;
    }
  }
}
