import type { ByteSource } from '#fits';
import { readSection } from './read-section.js';
import type { Section } from './section.js';

/** A stretch of output: bytes that are at hand, zeros (FITS padding), or a box of an array in the file. */
export type Part =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'zeros'; readonly length: number }
  | { readonly kind: 'section'; readonly section: Section };

/** Output whose every byte can be found without making the others; its length is known before anything is read. */
export class Body {
  readonly length: number;
  /** ends[i]: where part i ends */
  private readonly ends: readonly number[];

  constructor(
    readonly source: ByteSource,
    readonly parts: readonly Part[],
  ) {
    let end = 0;
    this.ends = parts.map((part) => (end += lengthOf(part)));
    this.length = end;
  }

  /** The file as it is. */
  static ofFile(source: ByteSource): Body {
    return new Body(source, [{ kind: 'section', section: { offset: 0, runBytes: source.size, runs: 1, dims: [] } }]);
  }

  /** Fills `target` with the bytes [from, from + target.length). */
  async fill(from: number, target: Buffer, signal?: AbortSignal): Promise<void> {
    let filled = 0;
    for (let i = this.ends.findIndex((end) => end > from); filled < target.length; i++) {
      const part = this.parts[i];
      const skip = from + filled - (this.ends[i] - lengthOf(part));
      const length = Math.min(this.ends[i] - from - filled, target.length - filled);
      const into = target.subarray(filled, filled + length);
      if (part.kind === 'bytes') into.set(part.bytes.subarray(skip, skip + length));
      else if (part.kind === 'zeros') into.fill(0);
      else await readSection(this.source, part.section, skip, into, signal);
      filled += length;
    }
  }
}

function lengthOf(part: Part): number {
  if (part.kind === 'bytes') return part.bytes.length;
  if (part.kind === 'zeros') return part.length;
  return part.section.runBytes * part.section.runs;
}
