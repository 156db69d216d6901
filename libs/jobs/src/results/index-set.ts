/** Which of 0, 1, 2 … are in, one bit each. */
export class IndexSet {
  private bits = new Uint8Array(1024);

  has(index: number): boolean {
    return ((this.bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }

  /** whether it was not in before */
  add(index: number): boolean {
    if (this.has(index)) return false;
    if (index >> 3 >= this.bits.length) {
      const grown = new Uint8Array(Math.max(2 * this.bits.length, (index >> 3) + 1));
      grown.set(this.bits);
      this.bits = grown;
    }
    this.bits[index >> 3] |= 1 << (index & 7);
    return true;
  }
}
