import type { RingPart, Side } from './ring-parts.js';
import type { Ring } from './rings.js';

/** Which ring a place belongs to, −1 for none, and which parts of it. Offsets from the centre in arcsec, east and north. */
export class RingFinder {
  private readonly tilts: readonly Tilt[];
  /** one tilt for all rings that touch: a search instead of a look at each */
  private readonly edges?: Float64Array;

  /** parts that have all of a ring, and those that have one of its halves; a bit each */
  private readonly halves: Readonly<Record<Side, number>>;
  private readonly sectors: readonly { readonly bit: number; readonly from: number; readonly width: number }[];

  constructor(rings: readonly Ring[], parts: readonly RingPart[]) {
    const bitsOf = (side: Side): number => parts.reduce((bits, part, p) => (part.side === side ? bits | (1 << p) : bits), 0);
    this.halves = { both: bitsOf('both'), receding: bitsOf('receding'), approaching: bitsOf('approaching') };
    this.sectors = parts.flatMap(({ sector }, p) => (sector ? [{ bit: 1 << p, from: sector[0], width: sector[1] - sector[0] }] : []));
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

  /** The parts that a place in a ring belongs to, a bit each; |θ| ≤ 90° is the receding side. */
  partsAt(ring: number, east: number, north: number): number {
    const { halves, sectors } = this;
    const { sin, cos, cosI } = this.tilts[ring];
    const major = east * sin + north * cos;
    let bits = halves.both | (major >= 0 ? halves.receding : halves.approaching);
    if (sectors.length === 0) return bits;
    const azimuth = (Math.atan2((east * cos - north * sin) / cosI, major) * 180) / Math.PI;
    for (const { bit, from, width } of sectors) {
      const beyond = (azimuth - from) % 360;
      if ((beyond < 0 ? beyond + 360 : beyond) < width) bits |= bit;
    }
    return bits;
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
