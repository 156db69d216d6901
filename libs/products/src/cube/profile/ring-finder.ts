import type { Ring } from './rings.js';

/** Which ring and side a place belongs to; −1 for none. Offsets from the centre in arcsec, east and north. */
export class RingFinder {
  private readonly tilts: readonly Tilt[];
  /** one tilt for all rings that touch: a search instead of a look at each */
  private readonly edges?: Float64Array;

  constructor(rings: readonly Ring[]) {
    this.tilts = rings.map(({ radius, width, paDeg, inclinationDeg }) => ({
      sin: Math.sin((paDeg * Math.PI) / 180),
      cos: Math.cos((paDeg * Math.PI) / 180),
      cosI: Math.cos((inclinationDeg * Math.PI) / 180),
      inner: Math.max(0, radius - width / 2),
      outer: radius + width / 2,
    }));
    const [first] = rings;
    const isFlat = rings.every(({ paDeg, inclinationDeg }) => paDeg === first.paDeg && inclinationDeg === first.inclinationDeg);
    const isRising = this.tilts.every(
      ({ inner, outer }, j) => j === 0 || (inner >= this.tilts[j - 1].inner && outer >= this.tilts[j - 1].outer),
    );
    if (isFlat && isRising) this.edges = Float64Array.from(this.tilts, ({ outer }) => outer);
  }

  /** A place in several rings belongs to the first of them. */
  find(east: number, north: number): number {
    const { tilts, edges } = this;
    if (!edges) return tilts.findIndex((tilt) => isWithin(tilt, radiusOf(tilt, east, north)));
    const radius = radiusOf(tilts[0], east, north);
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle] > radius) high = middle;
      else low = middle + 1;
    }
    return low < tilts.length && radius >= tilts[low].inner ? low : -1;
  }

  /** |θ| ≤ 90° is the receding side. */
  isReceding(ring: number, east: number, north: number): boolean {
    const { sin, cos } = this.tilts[ring];
    return east * sin + north * cos >= 0;
  }
}

interface Tilt {
  readonly sin: number;
  readonly cos: number;
  readonly cosI: number;
  readonly inner: number;
  readonly outer: number;
}

function radiusOf({ sin, cos, cosI }: Tilt, east: number, north: number): number {
  const major = east * sin + north * cos;
  const minor = (east * cos - north * sin) / cosI;
  return Math.sqrt(major * major + minor * minor);
}

const isWithin = ({ inner, outer }: Tilt, radius: number): boolean => radius >= inner && radius < outer;
