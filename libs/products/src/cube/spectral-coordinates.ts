import { UnsupportedError, UsageError } from '#faults';
import { unitScale, type SpectralAxis, SPEED_OF_LIGHT as C } from '#wcs';
import type { Image } from '../image.js';
import type { CubeOptions, CubeSpan, Doppler } from './cube-options.js';

/** The spectral axis of a cube as its products count it (kernels.md §3, 3.4): one number, and a width, for each channel of the box. */
export interface SpectralCoordinates {
  /** x_k, nz of them */
  readonly values: Float64Array;
  /** e_k⁻ = edges[k], e_k⁺ = edges[k + 1]: half a channel before and behind, through the full map; nz + 1 */
  readonly edges: Float64Array;
  /** Δ_k > 0 */
  readonly widths: Float64Array;
  /** 'km/s', or the unit of the axis */
  readonly unit: string;
  readonly isVelocity: boolean;
  /** of the velocities */
  readonly doppler?: Doppler;
  /** that the velocities were made with */
  readonly restFrequencyHz?: number;
  /** CTYPE, normalised */
  readonly ctype: string;
  readonly specsys?: string;
  /** of each channel, when the axis has wavelengths */
  readonly frequenciesHz?: Float64Array;
  /** the coordinate at 0-based pixels of the axis, whole or not; `out` may be the input */
  at(pixels: Float64Array, count: number, out: Float64Array): void;
}

/**
 * @param axis of the image, read with `restFrequencyHz` of the request where the header has none
 * @throws UsageError when DOPPLER or RESTFREQ is asked for and cannot be had; UnsupportedError when a channel has no coordinate
 */
export function spectralCoordinates(image: Image, axis: SpectralAxis, span: CubeSpan, options: CubeOptions): SpectralCoordinates {
  const coordinate = coordinateOf(image, axis, options);
  const values = new Float64Array(span.count);
  const edges = new Float64Array(span.count + 1);
  for (let k = 0; k <= span.count; k++) edges[k] = span.first + k - 0.5;
  for (let k = 0; k < span.count; k++) values[k] = span.first + k;
  const frequenciesHz = axis.metres && frequencies(axis, values);
  assertRestFrequency(frequenciesHz, options);
  coordinate.at(values, span.count, values);
  coordinate.at(edges, span.count + 1, edges);
  assertCoordinates(values, span, axis);
  extrapolate(values, edges);
  const widths = options.constantWidth
    ? new Float64Array(span.count).fill(referenceWidth(image, axis, coordinate.at))
    : Float64Array.from(values, (_, k) => Math.abs(edges[k + 1] - edges[k]));
  if (!widths.every((width) => width > 0)) throw new UnsupportedError(`axis ${axis.axis + 1} (${axis.ctype}) has channels of no width`);
  return { ...coordinate, values, edges, widths, ctype: axis.ctype, specsys: axis.specsys, frequenciesHz };
}

type Coordinate = Pick<SpectralCoordinates, 'unit' | 'isVelocity' | 'doppler' | 'restFrequencyHz' | 'at'>;

function coordinateOf(image: Image, axis: SpectralAxis, { native, doppler, restFrequencyHz }: CubeOptions): Coordinate {
  if (native) return nativeCoordinate(image, axis);
  const rest = restFrequencyHz ?? axis.restFrequencyHz;
  const wanted = doppler ?? axis.doppler ?? CONVENTIONS[axis.quantity];
  const own = OWN_VELOCITIES[axis.quantity];
  // As it stands in the file, when nobody asks for another convention or rest value.
  if (own && own.doppler === wanted && (restFrequencyHz === undefined || restFrequencyHz === axis.restFrequencyHz)) {
    return {
      unit: 'km/s',
      isVelocity: true,
      doppler: wanted,
      restFrequencyHz: rest,
      at: scaled(axis, own.kilometresPerSecond),
    };
  }
  if (rest === undefined) {
    if (doppler)
      throw new UsageError(`DOPPLER=${doppler} needs a rest frequency, which ${nameOf(image)} does not have: give RESTFREQ in Hz`);
    return nativeCoordinate(image, axis);
  }
  const { metres } = axis;
  if (!metres || !wanted) {
    if (doppler || restFrequencyHz !== undefined)
      throw new UsageError(`${doppler ? 'DOPPLER' : 'RESTFREQ'} cannot be used on ${nameOf(image)}: ${axis.metresRefusal ?? axis.ctype}`);
    return nativeCoordinate(image, axis);
  }
  const velocity = VELOCITIES[wanted];
  return {
    unit: 'km/s',
    isVelocity: true,
    doppler: wanted,
    restFrequencyHz: rest,
    at(pixels, count, out) {
      metres.pixelToWorld(pixels, count, out);
      for (let i = 0; i < count; i++) out[i] = (velocity(C / out[i], rest) * C) / 1000;
    },
  };
}

function nativeCoordinate(image: Image, axis: SpectralAxis): Coordinate {
  const cunit = image.wcs.axes[axis.axis]?.cunit.trim() ?? '';
  const scale = cunit === '' ? undefined : unitScale(cunit)?.scale;
  return { unit: scale ? cunit : SI_UNITS[axis.quantity], isVelocity: false, at: scaled(axis, 1 / (scale ?? 1)) };
}

function scaled({ native }: SpectralAxis, scale: number): SpectralCoordinates['at'] {
  return (pixels, count, out) => {
    native.pixelToWorld(pixels, count, out);
    for (let i = 0; i < count; i++) out[i] *= scale;
  };
}

/** v/c of a frequency ν (kernels.md §3.1). */
const VELOCITIES: Readonly<Record<Doppler, (frequency: number, rest: number) => number>> = {
  radio: (frequency, rest) => (rest - frequency) / rest,
  optical: (frequency, rest) => (rest - frequency) / frequency,
  relativistic: (frequency, rest) => ((rest - frequency) * (rest + frequency)) / (rest * rest + frequency * frequency),
};

/** What is a velocity in itself, and its km/s per SI unit. */
const OWN_VELOCITIES: Partial<Record<SpectralAxis['quantity'], { readonly doppler: Doppler; readonly kilometresPerSecond: number }>> = {
  VRAD: { doppler: 'radio', kilometresPerSecond: 1e-3 },
  VOPT: { doppler: 'optical', kilometresPerSecond: 1e-3 },
  ZOPT: { doppler: 'optical', kilometresPerSecond: C / 1000 },
  VELO: { doppler: 'relativistic', kilometresPerSecond: 1e-3 },
  BETA: { doppler: 'relativistic', kilometresPerSecond: C / 1000 },
};

/** Of axes that name none: linear in frequency → radio, in wavelength → optical. */
const CONVENTIONS: Partial<Record<SpectralAxis['quantity'], Doppler>> = {
  FREQ: 'radio',
  AFRQ: 'radio',
  ENER: 'radio',
  WAVN: 'radio',
  WAVE: 'optical',
  AWAV: 'optical',
};

const SI_UNITS: Readonly<Record<SpectralAxis['quantity'], string>> = {
  FREQ: 'Hz',
  AFRQ: 'rad/s',
  ENER: 'J',
  WAVN: '/m',
  VRAD: 'm/s',
  WAVE: 'm',
  VOPT: 'm/s',
  ZOPT: '',
  AWAV: 'm',
  VELO: 'm/s',
  BETA: '',
};

function frequencies({ metres }: SpectralAxis, pixels: Float64Array): Float64Array {
  const found = new Float64Array(pixels.length);
  metres!.pixelToWorld(pixels, pixels.length, found);
  return found.map((wavelength) => C / wavelength);
}

/** Of lines up to a redshift of 99: what is farther off was asked for in another unit. */
const MOST_STRETCHED = 100;

/** @throws UsageError when all channels are faster than light by the rest frequency of the request */
function assertRestFrequency(frequenciesHz: Float64Array | undefined, { restFrequencyHz: rest }: CubeOptions): void {
  if (rest === undefined || !frequenciesHz) return;
  const isLine = (frequency: number): boolean => !(frequency > 2 * rest || frequency < rest / MOST_STRETCHED);
  if (frequenciesHz.some(isLine)) return;
  const ends = [frequenciesHz[0], frequenciesHz[frequenciesHz.length - 1]].toSorted((a, b) => a - b).map((hertz) => hertz.toPrecision(6));
  throw new UsageError(`RESTFREQ needs the frequency of a line in Hz, and the channels are at ${ends.join(' to ')} Hz; got ${rest}`);
}

function assertCoordinates(values: Float64Array, { first }: CubeSpan, { axis, ctype }: SpectralAxis): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new UnsupportedError(`channel ${first + bad + 1} has no coordinate on axis ${axis + 1} (${ctype}); leave it out by CHANNEL`);
}

/** A table ends at the middle of its last channel: then that channel is as wide beyond it as before. */
function extrapolate(values: Float64Array, edges: Float64Array): void {
  const n = values.length;
  for (let k = 0; k <= n; k++) {
    if (Number.isFinite(edges[k])) continue;
    const before = k > 0 ? values[k - 1] : NaN;
    const behind = k < n ? values[k] : NaN;
    if (k > 0 && k < n) edges[k] = (before + behind) / 2;
    else if (n === 1) edges[k] = values[0] + (k === 0 ? -0.5 : 0.5);
    else edges[k] = k === 0 ? behind - (values[1] - values[0]) / 2 : before + (values[n - 1] - values[n - 2]) / 2;
  }
}

/** |v(CRPIX + ½) − v(CRPIX − ½)| */
function referenceWidth({ header }: Image, { axis }: SpectralAxis, at: SpectralCoordinates['at']): number {
  const reference = (header.number(`CRPIX${axis + 1}`) ?? 0) - 1;
  const ends = Float64Array.of(reference - 0.5, reference + 0.5);
  at(ends, 2, ends);
  return Math.abs(ends[1] - ends[0]);
}

const nameOf = ({ hdu }: Image): string => `HDU ${hdu.index}`;
