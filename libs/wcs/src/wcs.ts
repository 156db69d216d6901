import { FatalError } from '#faults';
import type { Axis, AxisMap, CelestialAxes, SpectralAxis, StokesAxis, TimeAxis } from './axes.js';
import { parseAxes, type WcsParts } from './parse-axes.js';
import type { HeaderCards } from './header-cards.js';
import type { WcsTables } from './wcs-tables.js';

/** One world coordinate system of a FITS header, pixels 0-based with centres at integers. Not re-entrant (scratch per object). */
export class Wcs {
  readonly alternate: string;
  /** max(NAXIS, WCSAXES) of them; those from NAXIS on are degenerate */
  readonly axes: readonly Axis[];
  readonly celestial?: CelestialAxes;
  readonly spectral?: SpectralAxis;
  readonly stokes?: StokesAxis;
  readonly time?: TimeAxis;
  /** why axes are unsupported, as sentences */
  readonly refusals: readonly string[];
  private readonly maps: readonly (AxisMap | undefined)[];

  private constructor(parts: WcsParts) {
    this.alternate = parts.alternate;
    this.axes = parts.axes;
    this.celestial = parts.celestial;
    this.spectral = parts.spectral;
    this.stokes = parts.stokes;
    this.time = parts.time;
    this.refusals = parts.refusals;
    this.maps = parts.maps;
  }

  /** `axes` are NAXISn. Never throws for a WCS that it does not know, or whose tables are not given: such axes become 'unsupported'. */
  static parse(
    cards: HeaderCards,
    options: { readonly axes: readonly number[]; readonly alternate?: string; readonly tables?: WcsTables },
  ): Wcs {
    return new Wcs(parseAxes(cards, options.axes, options.alternate ?? '', options.tables ?? {}));
  }

  /**
   * `count` points of axes.length pixels, interleaved → world coordinates: degrees in the file's own frame, SI on spectral axes,
   * header units on the others (as astropy's wcs_pix2world, but with distortions); NaN on unsupported axes. `out` may be the input.
   */
  pixelToWorld(pixels: Float64Array, count: number, out: Float64Array): void {
    this.through(pixels, count, out, 'pixelToWorld', (sky, pairs) => sky.pixelToNative(pairs, count, pairs));
  }

  /** The inverse of pixelToWorld. */
  worldToPixel(world: Float64Array, count: number, out: Float64Array): void {
    this.through(world, count, out, 'worldToPixel', (sky, pairs) => sky.nativeToPixel(pairs, count, pairs));
  }

  private through(
    from: Float64Array,
    count: number,
    out: Float64Array,
    direction: keyof AxisMap,
    skyMap: (sky: CelestialAxes, pairs: Float64Array) => void,
  ): void {
    const n = this.axes.length;
    for (const [name, array] of [
      ['input', from],
      ['output', out],
    ] as const)
      // prettier-ignore
      if (array.length < n * count) throw new FatalError(`${count} points of ${n} axes need ${n * count} numbers, the ${name} has ${array.length}`);
    const { celestial } = this;
    if (celestial) {
      const pairs = new Float64Array(2 * count);
      for (let p = 0; p < count; p++) {
        pairs[2 * p] = from[n * p + celestial.lonAxis];
        pairs[2 * p + 1] = from[n * p + celestial.latAxis];
      }
      skyMap(celestial, pairs);
      for (let p = 0; p < count; p++) {
        out[n * p + celestial.lonAxis] = pairs[2 * p];
        out[n * p + celestial.latAxis] = pairs[2 * p + 1];
      }
    }
    const column = new Float64Array(count);
    for (let axis = 0; axis < n; axis++) {
      if (celestial && (axis === celestial.lonAxis || axis === celestial.latAxis)) continue;
      for (let p = 0; p < count; p++) column[p] = from[n * p + axis];
      const map = this.maps[axis];
      if (map) map[direction](column, count, column);
      else column.fill(NaN);
      for (let p = 0; p < count; p++) out[n * p + axis] = column[p];
    }
  }
}
