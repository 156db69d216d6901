import type { ByteSource } from '#fits';
import { fillPart, lengthOf, type Part } from './part.js';

/** Output whose every byte can be found without making the others; its length is known before anything is read. */
export class Body {
  readonly length: number;
  /** ends[i]: where part i ends */
  private readonly ends: readonly number[];

  constructor(readonly parts: readonly Part[]) {
    let end = 0;
    this.ends = parts.map((part) => (end += lengthOf(part)));
    this.length = end;
  }

  /** The file as it is. */
  static ofFile(source: ByteSource): Body {
    return new Body([{ kind: 'section', source, section: { offset: 0, runBytes: source.size, runs: 1, dims: [] } }]);
  }

  /** Fills `target` with the bytes [from, from + target.length). */
  async fill(from: number, target: Buffer, signal?: AbortSignal): Promise<void> {
    let filled = 0;
    for (let i = this.partAt(from); filled < target.length; i++) {
      const part = this.parts[i];
      const skip = from + filled - (this.ends[i] - lengthOf(part));
      const length = Math.min(this.ends[i] - from - filled, target.length - filled);
      if (length > 0) await fillPart(part, skip, target.subarray(filled, filled + length), signal);
      filled += length;
    }
  }

  /** The part that holds a byte; bodies of many files have thousands of parts. */
  private partAt(byte: number): number {
    let [low, high] = [0, this.ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle] > byte) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
