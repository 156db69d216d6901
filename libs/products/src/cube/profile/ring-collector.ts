import type { PixelBox } from '#region';
import { RingFinder } from './ring-finder.js';
import { RingSums, type RingStatistics } from './ring-sums.js';
import type { RingPart } from './ring-parts.js';
import type { Ring } from './rings.js';
import { ARCSEC } from './sky-plane.js';

/** Offsets from the centre in arcsec, east and north interleaved, of the points x0, x0 + 1 … on the line y; NaN where there is no sky. */
export interface Offsets {
  line(x0: number, y: number, count: number, out: Float64Array): void;
}

export interface CollectorOptions {
  readonly plane: Offsets;
  /** the pixels whose rows are given */
  readonly box: PixelBox;
  readonly rings: readonly Ring[];
  readonly parts: readonly RingPart[];
  /** sub-pixels a side */
  readonly divide: number;
}

/** Sorts the pixels of a map into rings, row by row; each pixel is divided, and between its corners the sky is straight. */
export class RingCollector {
  private readonly finder: RingFinder;
  private readonly plane: Offsets;
  /** for each part the rings */
  private readonly sums: readonly (readonly RingSums[])[];
  private low: Float64Array;
  private high: Float64Array;
  private next = NaN;
  /** of the sub-pixels of a pixel: the ring, −1 for none, and its parts */
  private readonly found: Int32Array;
  private readonly bits: Int32Array;
  private readonly counts: Int32Array;

  constructor(private readonly options: CollectorOptions) {
    const { plane, box, rings, parts, divide } = options;
    this.finder = new RingFinder(rings, parts);
    this.plane = plane;
    this.sums = parts.map(() => rings.map(() => new RingSums(divide * divide)));
    const corners = 2 * (box.x1 - box.x0 + 2);
    this.low = new Float64Array(corners);
    this.high = new Float64Array(corners);
    this.found = new Int32Array(divide * divide);
    this.bits = new Int32Array(divide * divide);
    this.counts = new Int32Array(parts.length);
  }

  /** One row of the box, in rising order; NaN is blank. */
  row(y: number, values: Float64Array): void {
    const { x0, x1 } = this.options.box;
    const corners = x1 - x0 + 2;
    if (this.next === y) [this.low, this.high] = [this.high, this.low];
    else this.plane.line(x0 - 0.5, y - 0.5, corners, this.low);
    this.plane.line(x0 - 0.5, y + 0.5, corners, this.high);
    this.next = y + 1;
    for (let i = 0; i < corners - 1; i++) if (this.divided(i)) this.pixel(values[i], this.areaOf(i));
  }

  /** The rings of each part, as they were asked for. */
  statistics(): RingStatistics[][] {
    return this.sums.map((rings) => rings.map((ring) => ring.statistics()));
  }

  /** Which ring, and which parts of it, each sub-pixel of pixel i belongs to; false when none belongs to any. */
  private divided(i: number): boolean {
    const { low, high, finder, found, bits } = this;
    const { divide } = this.options;
    const at = 2 * i;
    let any = false;
    for (let v = 0, sub = 0; v < divide; v++) {
      const t = (v + 0.5) / divide;
      const westE = low[at] + (high[at] - low[at]) * t;
      const westN = low[at + 1] + (high[at + 1] - low[at + 1]) * t;
      const eastE = low[at + 2] + (high[at + 2] - low[at + 2]) * t;
      const eastN = low[at + 3] + (high[at + 3] - low[at + 3]) * t;
      for (let u = 0; u < divide; u++, sub++) {
        const s = (u + 0.5) / divide;
        const [e, n] = [westE + (eastE - westE) * s, westN + (eastN - westN) * s];
        const ring = finder.find(e, n);
        found[sub] = ring;
        if (ring < 0) continue;
        bits[sub] = finder.partsAt(ring, e, n);
        any = true;
      }
    }
    return any;
  }

  private pixel(value: number, area: number): void {
    const { found, bits, counts, sums } = this;
    for (let i = 0; i < found.length; i++) {
      const ring = found[i];
      if (ring < 0) continue;
      // Each ring once, with all that is in it.
      counts.fill(0);
      for (let j = i; j < found.length; j++) {
        if (found[j] !== ring) continue;
        for (let part = 0; part < counts.length; part++) counts[part] += (bits[j] >> part) & 1;
        found[j] = -1;
      }
      for (let part = 0; part < counts.length; part++) if (counts[part] > 0) sums[part][ring].add(value, counts[part], area);
    }
  }

  /** Arcsec² of pixel i on the sky: its corners on the plane, which is larger than the sky by cos³ of the distance. */
  private areaOf(i: number): number {
    const { low, high } = this;
    const at = 2 * i;
    const [e, n] = [(low[at] + high[at + 2]) / 2, (low[at + 1] + high[at + 3]) / 2];
    const [ae, an] = [high[at + 2] - low[at], high[at + 3] - low[at + 1]];
    const [be, bn] = [high[at] - low[at + 2], high[at + 1] - low[at + 3]];
    return (Math.abs(ae * bn - an * be) / 2) * (1 + (e * e + n * n) * ARCSEC * ARCSEC) ** -1.5;
  }
}
