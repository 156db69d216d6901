import type { PixelBox } from '#region';
import { RingFinder } from './ring-finder.js';
import { RingSums, type RingStatistics } from './ring-sums.js';
import type { Ring, Side } from './rings.js';
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
  readonly sides: readonly Side[];
  /** sub-pixels a side */
  readonly divide: number;
}

/** Sorts the pixels of a map into rings, row by row; each pixel is divided, and between its corners the sky is straight. */
export class RingCollector {
  private readonly finder: RingFinder;
  private readonly plane: Offsets;
  /** for each side the rings */
  private readonly sums: readonly { readonly side: Side; readonly rings: readonly RingSums[] }[];
  private low: Float64Array;
  private high: Float64Array;
  private next = NaN;
  private readonly keys: Int32Array;

  constructor(private readonly options: CollectorOptions) {
    const { plane, box, rings, sides, divide } = options;
    this.finder = new RingFinder(rings);
    this.plane = plane;
    this.sums = sides.map((side) => ({ side, rings: rings.map(() => new RingSums(divide * divide)) }));
    const corners = 2 * (box.x1 - box.x0 + 2);
    this.low = new Float64Array(corners);
    this.high = new Float64Array(corners);
    this.keys = new Int32Array(divide * divide);
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

  /** Rings first, then sides, as they were asked for. */
  statistics(): { readonly side: Side; readonly rings: readonly RingStatistics[] }[] {
    return this.sums.map(({ side, rings }) => ({ side, rings: rings.map((ring) => ring.statistics()) }));
  }

  /** Which ring and half each sub-pixel of pixel i belongs to: 2·ring, and 1 more when approaching; false when none belongs to any. */
  private divided(i: number): boolean {
    const { low, high, finder, keys } = this;
    const { divide } = this.options;
    const at = 2 * i;
    let any = false;
    for (let v = 0, key = 0; v < divide; v++) {
      const t = (v + 0.5) / divide;
      const westE = low[at] + (high[at] - low[at]) * t;
      const westN = low[at + 1] + (high[at + 1] - low[at + 1]) * t;
      const eastE = low[at + 2] + (high[at + 2] - low[at + 2]) * t;
      const eastN = low[at + 3] + (high[at + 3] - low[at + 3]) * t;
      for (let u = 0; u < divide; u++, key++) {
        const s = (u + 0.5) / divide;
        const [e, n] = [westE + (eastE - westE) * s, westN + (eastN - westN) * s];
        const ring = finder.find(e, n);
        keys[key] = ring < 0 ? -1 : 2 * ring + (finder.isReceding(ring, e, n) ? 0 : 1);
        any ||= ring >= 0;
      }
    }
    return any;
  }

  private pixel(value: number, area: number): void {
    const { keys } = this;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key < 0) continue;
      // Each ring once, with both halves of it.
      const ring = key >> 1;
      let [receding, approaching] = [0, 0];
      for (let j = i; j < keys.length; j++) {
        if (keys[j] >> 1 !== ring || keys[j] < 0) continue;
        if (keys[j] & 1) approaching++;
        else receding++;
        keys[j] = -1;
      }
      for (const { side, rings } of this.sums) {
        const count = side === 'both' ? receding + approaching : side === 'receding' ? receding : approaching;
        if (count > 0) rings[ring].add(value, count, area);
      }
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
