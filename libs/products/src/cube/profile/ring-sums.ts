/** What is known of one side of a ring; NaN where no pixel is valid. */
export interface RingStatistics {
  readonly sum: number;
  readonly mean: number;
  readonly median: number;
  /** of the population */
  readonly variance: number;
  /** median distance from the median */
  readonly deviation: number;
  readonly minimum: number;
  readonly maximum: number;
  /** valid pixels, with their parts */
  readonly pixels: number;
  /** arcsec², of valid pixels and of blank ones */
  readonly area: number;
  readonly blankArea: number;
}

/** The pixels of the rings as they come: a value and how many of its sub-pixels lie in the ring. */
export class RingSums {
  private values = new Float64Array(64);
  private counts = new Uint16Array(64);
  private length = 0;
  private sum = 0;
  private parts = 0;
  private area = 0;
  private blankArea = 0;

  /** @param perPixel sub-pixels of a pixel */
  constructor(private readonly perPixel: number) {}

  /** @param area of the whole pixel, arcsec² */
  add(value: number, count: number, area: number): void {
    const part = (count / this.perPixel) * area;
    if (!Number.isFinite(value)) {
      this.blankArea += part;
      return;
    }
    if (this.length === this.values.length) {
      this.values = grown(this.values, new Float64Array(2 * this.length));
      this.counts = grown(this.counts, new Uint16Array(2 * this.length));
    }
    this.values[this.length] = value;
    this.counts[this.length++] = count;
    this.sum += value * count;
    this.parts += count;
    this.area += part;
  }

  statistics(): RingStatistics {
    const { perPixel, parts } = this;
    const values = this.values.subarray(0, this.length);
    const counts = this.counts.subarray(0, this.length);
    const mean = this.sum / parts;
    let squares = 0;
    let [minimum, maximum] = [NaN, NaN];
    values.forEach((value, i) => {
      squares += counts[i] * (value - mean) ** 2;
      if (!(value >= minimum)) minimum = value;
      if (!(value <= maximum)) maximum = value;
    });
    const median = medianOf(values, counts);
    const deviation = medianOf(
      values.map((value) => Math.abs(value - median)),
      counts,
    );
    return {
      sum: parts > 0 ? this.sum / perPixel : NaN,
      mean,
      median,
      variance: squares / parts,
      deviation,
      minimum,
      maximum,
      pixels: parts / perPixel,
      area: this.area,
      blankArea: this.blankArea,
    };
  }
}

/** Middle value when each stands there as often as its count says; of two middles their mean. */
export function medianOf(values: Float64Array, counts: Uint16Array): number {
  const order = new Uint32Array(values.length).map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const total = counts.reduce((a, b) => a + b, 0);
  if (total === 0) return NaN;
  let low = NaN;
  for (let i = 0, below = 0; i < order.length; i++) {
    below += counts[order[i]];
    if (Number.isNaN(low) && below >= total / 2) low = values[order[i]];
    if (below > total / 2) return (low + values[order[i]]) / 2;
  }
  return low;
}

function grown<A extends Float64Array | Uint16Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
