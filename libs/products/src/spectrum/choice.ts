import type { Span } from '#region';

/** Spectra that are left of an arm, ascending, and the samples of each: as little memory as they can be told with, for there may be a million. */
export class Choice {
  count = 0;
  /** from the first sample of any of them to the last */
  union: Span = { first: Infinity, last: -Infinity };
  /** undefined: the first `count` of the arm */
  private spectra?: Int32Array<ArrayBuffer>;
  /** first and last of each; undefined: all as `union` */
  private spans?: Int32Array<ArrayBuffer>;

  /** @param take is asked before memory is used, bytes */
  constructor(private readonly take: (bytes: number) => void) {}

  /** @param count of all spectra of the arm */
  static all(count: number, span: Span): Choice {
    return Object.assign(new Choice(() => {}), { count, union: span });
  }

  add(spectrum: number, { first, last }: Span): void {
    const { count, union } = this;
    if (count === 0) this.union = { first, last };
    if (spectrum !== count) this.spectra ??= this.filled(count + 1, (k) => k);
    if (count > 0 && (first !== union.first || last !== union.last)) {
      this.spans ??= this.filled(2 * count + 2, (i) => (i % 2 === 0 ? union.first : union.last));
      this.union = { first: Math.min(first, union.first), last: Math.max(last, union.last) };
    }
    if (this.spectra) (this.spectra = this.grown(this.spectra, count))[count] = spectrum;
    if (this.spans) (this.spans = this.grown(this.spans, 2 * count + 1)).set([first, last], 2 * count);
    this.count += 1;
  }

  /** The number of the k-th, 0-based. */
  spectrum(k: number): number {
    return this.spectra ? this.spectra[k] : k;
  }

  span(k: number): Span {
    return this.spans ? { first: this.spans[2 * k], last: this.spans[2 * k + 1] } : this.union;
  }

  /** Whether it is of the same spectra. */
  isOf({ count, spectra }: Choice): boolean {
    if (count !== this.count) return false;
    for (let k = 0; (spectra ?? this.spectra) && k < count; k++) if ((spectra ? spectra[k] : k) !== this.spectrum(k)) return false;
    return true;
  }

  private filled(length: number, value: (i: number) => number): Int32Array<ArrayBuffer> {
    this.take(4 * length);
    return Int32Array.from({ length }, (_, i) => value(i));
  }

  /** With room for twice as many when there is none for `index`. */
  private grown(array: Int32Array<ArrayBuffer>, index: number): Int32Array<ArrayBuffer> {
    if (index < array.length) return array;
    this.take(4 * array.length);
    const larger = new Int32Array(2 * array.length);
    larger.set(array);
    return larger;
  }
}
