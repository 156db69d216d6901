import { DomainError, UnsupportedError } from '#faults';
import type { Axis, AxisKind, AxisMap, CelestialAxes, SpectralAxis, StokesAxis, TimeAxis } from './axes.js';
import { axisLine, lineMap, type AxisLine, type ArrayMap } from './axis-line.js';
import { celestialCtype, type CelestialCtype } from './celestial/celestial-ctype.js';
import { hasDssPlate, parseDssPlate } from './celestial/dss-plate.js';
import { parseSky } from './celestial/parse-sky.js';
import { numberCard, textCard, type HeaderCards } from './header-cards.js';
import { axisCount } from './keywords.js';
import { parseLinear, type Linear } from './linear.js';
import { isSpectralAxis } from './spectral/axis-cards.js';
import { parseSpectralAxis } from './spectral/parse-spectral-axis.js';
import { isStokesCtype, parseStokes } from './stokes.js';
import { parseTableSky } from './tabular/parse-table-sky.js';
import { isTabCtype, tableAxis } from './tabular/coordinate-array.js';
import { isTimeCtype, parseTime } from './time.js';
import type { WcsTables } from './wcs-tables.js';

/** What the parser found; the maps of the axes go from pixels to the world of each axis. */
export interface WcsParts {
  readonly alternate: string;
  readonly axes: readonly Axis[];
  readonly celestial?: CelestialAxes;
  readonly spectral?: SpectralAxis;
  readonly stokes?: StokesAxis;
  readonly time?: TimeAxis;
  readonly refusals: readonly string[];
  /** per axis its own map, undefined for celestial and unsupported ones */
  readonly maps: readonly (AxisMap | undefined)[];
}

/** Reads every axis of one world coordinate system; what cannot be used is refused axis by axis. */
export function parseAxes(cards: HeaderCards, naxis: readonly number[], alternate: string, tables: WcsTables): WcsParts {
  return new AxisReader(cards, naxis, alternate, tables).read();
}

const PLATE: CelestialCtype = { lon: 0, lat: 1, pair: 'equatorial', code: 'TAN' };

/** Distortions are known of the sky alone; others are nothing to be silently left out. */
function refuseDistortion(cards: HeaderCards, axis: number, alternate: string): void {
  for (const keyword of [`CPDIS${axis + 1}${alternate}`, `CQDIS${axis + 1}${alternate}`, `D2IMDIS${axis + 1}`]) {
    const kind = textCard(cards, keyword);
    if (kind !== '') throw new UnsupportedError(`${keyword} = '${kind}' asks for a distortion, which is supported for the sky only`);
  }
}

class AxisReader {
  private readonly size: number;
  private readonly lengths: readonly number[];
  private readonly ctypes: readonly string[];
  private readonly kinds: AxisKind[];
  private readonly reasons: (string | undefined)[];
  private readonly maps: (AxisMap | undefined)[];
  private celestial?: CelestialAxes;
  private spectral?: SpectralAxis;
  private stokes?: StokesAxis;
  private time?: TimeAxis;

  constructor(
    private readonly cards: HeaderCards,
    naxis: readonly number[],
    readonly alternate: string,
    readonly tables: WcsTables,
  ) {
    this.size = axisCount(cards, naxis.length, alternate);
    this.lengths = Array.from({ length: this.size }, (_, axis) => naxis[axis] ?? 1);
    this.ctypes = this.lengths.map((_, axis) => textCard(cards, `CTYPE${axis + 1}${alternate}`).toUpperCase());
    this.kinds = this.lengths.map(() => 'linear');
    this.reasons = this.lengths.map(() => undefined);
    this.maps = this.lengths.map(() => undefined);
  }

  read(): WcsParts {
    const { cards, alternate } = this;
    const plate = alternate === '' && this.size >= 2 && hasDssPlate(cards);
    const sky = plate ? PLATE : celestialCtype(this.ctypes, (axis) => this.name(axis));
    const pair = sky && !(sky instanceof Map) ? sky : undefined;
    const linear = parseLinear(cards, { size: this.size, alternate, pair });
    if (sky instanceof Map) sky.forEach((reason, axis) => this.refuse(axis, reason));
    if (pair) this.readSky(pair, linear, plate);
    for (let axis = 0; axis < this.size; axis++)
      if (axis !== pair?.lon && axis !== pair?.lat && !this.reasons[axis]) this.readAxis(axis, linear);
    const axes = this.lengths.map((_, index): Axis => ({
      index,
      ctype: textCard(cards, `CTYPE${index + 1}${alternate}`),
      cunit: textCard(cards, `CUNIT${index + 1}${alternate}`),
      kind: this.kinds[index],
      reason: this.reasons[index],
    }));
    const refusals = [...new Set(this.reasons.filter((reason) => reason !== undefined))];
    const { celestial, spectral, stokes, time, maps } = this;
    return { alternate, axes, celestial, spectral, stokes, time, maps, refusals };
  }

  private readSky(pair: CelestialCtype, linear: Linear, plate: boolean): void {
    const { lon, lat } = pair;
    this.attempt([lon, lat], () => {
      const parse = pair.code === 'TAB' ? parseTableSky : parseSky;
      const sky = plate ? parseDssPlate(this.cards) : parse(this.cards, pair, linear, this.lengths, this);
      const { map, frame, equinox, projection } = sky;
      this.kinds[lon] = 'longitude';
      this.kinds[lat] = 'latitude';
      this.celestial = {
        lonAxis: lon,
        latAxis: lat,
        frame,
        equinox,
        projection,
        pixelToIcrs: (xy, count, out) => map.pixelToIcrs(xy, count, out),
        icrsToPixel: (lonLat, count, out) => map.icrsToPixel(lonLat, count, out),
        pixelToNative: (xy, count, out) => map.pixelToNative(xy, count, out),
        nativeToPixel: (lonLat, count, out) => map.nativeToPixel(lonLat, count, out),
      };
    });
  }

  private readAxis(axis: number, linear: Linear): void {
    const line = axisLine(linear, axis, this.lengths);
    if (typeof line === 'string') {
      this.refuse(axis, `${this.name(axis)} ${line}`);
      return;
    }
    const { cards, alternate } = this;
    this.attempt([axis], () => {
      refuseDistortion(cards, axis, alternate);
      if (!this.spectral && isSpectralAxis(cards, { axis, alternate })) this.readSpectral(axis, line);
      else if (!this.stokes && isStokesCtype(this.ctypes[axis])) this.readStokes(axis, line);
      else if (!this.time && isTimeCtype(this.ctypes[axis])) this.readTime(axis, line);
      else this.maps[axis] = this.plain(axis, line);
    });
  }

  private readSpectral(axis: number, line: AxisLine): void {
    const code = parseSpectralAxis(this.cards, { axis, alternate: this.alternate, tables: this.tables });
    const { ctype, quantity, doppler, specsys, restFrequencyHz, restWavelengthMetres, metresRefusal } = code;
    const { cdeltScale, toNative, fromNative, nativeToMetres, metresToNative } = code;
    const native = lineMap(line, cdeltScale, [toNative], [fromNative]);
    const metres =
      nativeToMetres && metresToNative ? lineMap(line, cdeltScale, [toNative, nativeToMetres], [metresToNative, fromNative]) : undefined;
    this.kinds[axis] = 'spectral';
    this.maps[axis] = native;
    this.spectral = { axis, ctype, quantity, doppler, specsys, restFrequencyHz, restWavelengthMetres, metres, metresRefusal, native };
  }

  private readStokes(axis: number, line: AxisLine): void {
    const code = parseStokes(this.cards, { axis, alternate: this.alternate });
    this.kinds[axis] = 'stokes';
    this.maps[axis] = this.plain(axis, line);
    this.stokes = { axis, codeAt: (pixel) => code.codeAt(line.step * (pixel - line.reference) + line.shift) };
  }

  private readTime(axis: number, line: AxisLine): void {
    const code = parseTime(this.cards, { axis, alternate: this.alternate, tables: this.tables });
    this.kinds[axis] = 'time';
    this.maps[axis] = this.plain(axis, line);
    const forward: ArrayMap = (values, count, out) => code.toMjdUtc(values, count, out);
    const backward: ArrayMap = (values, count, out) => code.fromMjdUtc(values, count, out);
    this.time = { axis, timesys: code.timesys, mjdUtc: lineMap(line, 1, [forward], [backward]) };
  }

  /** CRVAL plus the intermediate coordinate, or what a table has for that; header units. */
  private plain(axis: number, line: AxisLine): AxisMap {
    const crval = numberCard(this.cards, `CRVAL${axis + 1}${this.alternate}`) ?? 0;
    if (!isTabCtype(this.ctypes[axis])) return lineMap({ ...line, shift: line.shift + crval }, 1, [], []);
    const { cards, alternate, tables } = this;
    const table = tableAxis({ cards, axis, alternate }, tables).axis;
    return lineMap(line, 1, [table.forward(crval, 1)], [table.backward(crval, 1)]);
  }

  private attempt(axes: readonly number[], read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      for (const axis of axes)
        this.refuse(axis, error.message.startsWith('CTYPE') ? error.message : `${this.name(axis)}: ${error.message}`);
    }
  }

  private refuse(axis: number, reason: string): void {
    this.kinds[axis] = 'unsupported';
    this.reasons[axis] = reason;
  }

  private name(axis: number): string {
    return `CTYPE${axis + 1}${this.alternate} = '${textCard(this.cards, `CTYPE${axis + 1}${this.alternate}`)}' (axis ${axis + 1})`;
  }
}
