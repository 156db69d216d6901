import { type SpectralAxis, SPEED_OF_LIGHT as C } from '#wcs';

export type Doppler = NonNullable<SpectralAxis['doppler']>;

/** In the file's own spectral frame; without a convention the file's own, without a rest frequency the header's. */
export interface VelocityInterval {
  readonly kms: readonly [number, number];
  readonly doppler?: Doppler;
  readonly restFrequencyHz?: number;
}

/** Conventions of quantities that are velocities themselves. */
const VELOCITIES: { readonly [Q in SpectralAxis['quantity']]?: Doppler } = { VRAD: 'radio', VOPT: 'optical', VELO: 'relativistic' };

/** Of axes whose header names none: what is usual for them. */
const HABITS: { readonly [Q in SpectralAxis['quantity']]?: Doppler } = {
  WAVE: 'optical',
  AWAV: 'optical',
  ZOPT: 'optical',
  BETA: 'relativistic',
};

/** The convention of an axis' velocities: its own, the one that the header names, or what is usual (frequencies: radio, wavelengths: optical). */
export function dopplerOf({ quantity, doppler }: Pick<SpectralAxis, 'quantity' | 'doppler'>): Doppler {
  return VELOCITIES[quantity] ?? doppler ?? HABITS[quantity] ?? 'radio';
}

/** λ/λ₀ at a velocity in units of c (kernels §3.1); beyond what the convention can say, its end. */
const STRETCH: Readonly<Record<Doppler, (beta: number) => number>> = {
  radio: (beta) => (beta < 1 ? 1 / (1 - beta) : Infinity),
  optical: (beta) => Math.max(0, 1 + beta),
  relativistic: (beta) => (beta < 1 ? Math.sqrt((1 + Math.max(-1, beta)) / (1 - Math.max(-1, beta))) : Infinity),
};

/** What an interval of velocities or frequencies means on an axis: limits of its own quantity in SI, or of vacuum wavelengths in metres. */
export type AxisInterval = { readonly on: 'native' | 'metres'; readonly limits: readonly [number, number] } | { readonly refusal: string };

/**
 * Velocities: on an axis of velocities of the same convention they are compared as they are, so that it needs no rest frequency.
 */
export function velocityInterval(axis: SpectralAxis, { kms, doppler, restFrequencyHz }: VelocityInterval): AxisInterval {
  const own = dopplerOf(axis);
  const wanted = doppler ?? own;
  if (VELOCITIES[axis.quantity] === wanted && restFrequencyHz === undefined)
    return { on: 'native', limits: [kms[0] * 1000, kms[1] * 1000] };
  const rest = restMetresOf(axis, restFrequencyHz);
  if (rest === undefined) return { refusal: 'the header has no rest frequency; RESTFREQ gives one' };
  const metres = (v: number): number => rest * STRETCH[wanted]((v * 1000) / C);
  return { on: 'metres', limits: [metres(kms[0]), metres(kms[1])] };
}

/** Frequencies in Hz as vacuum wavelengths; below 0 there are none. */
export function frequencyInterval(hertz: readonly [number, number]): AxisInterval {
  return { on: 'metres', limits: wavelengths(hertz) };
}

const wavelengths = ([low, high]: readonly [number, number]): [number, number] => [
  high > 0 ? C / high : Infinity,
  low > 0 ? C / low : Infinity,
];

/**
 * The same range as vacuum wavelengths in metres, of what has no one axis whose convention and rest value could be meant; undefined: neither velocities nor
 * frequencies.
 */
export function metresOf({
  velocity,
  frequencyHz,
}: {
  readonly velocity?: VelocityInterval;
  readonly frequencyHz?: readonly [number, number];
}): { readonly metres: readonly [number, number] } | { readonly refusal: string } | undefined {
  if (frequencyHz) return { metres: wavelengths(frequencyHz) };
  if (!velocity) return undefined;
  const { kms, doppler, restFrequencyHz } = velocity;
  if (doppler === undefined || restFrequencyHz === undefined) return { refusal: 'it needs DOPPLER and RESTFREQ' };
  const metres = (v: number): number => (C / restFrequencyHz) * STRETCH[doppler]((v * 1000) / C);
  return { metres: [metres(kms[0]), metres(kms[1])] };
}

/** Velocities in units of c by λ/λ₀. */
const BETAS: Readonly<Record<Doppler, (stretch: number) => number>> = {
  radio: (stretch) => 1 - 1 / stretch,
  optical: (stretch) => stretch - 1,
  relativistic: (stretch) => (stretch * stretch - 1) / (stretch * stretch + 1),
};

/** Between the outer edges of so many channels, in the axis' own convention or the usual one; undefined when no velocities are known. */
export function velocityRange(
  axis: SpectralAxis,
  channels: number,
): { readonly kms: readonly [number, number]; readonly doppler: Doppler } | undefined {
  const doppler = dopplerOf(axis);
  const isVelocity = VELOCITIES[axis.quantity] !== undefined;
  const rest = restMetresOf(axis, undefined);
  const map = isVelocity ? axis.native : axis.metres;
  if (!map || (!isVelocity && rest === undefined)) return undefined;
  const edges = Float64Array.of(-0.5, channels - 0.5);
  map.pixelToWorld(edges, 2, edges);
  const [a, b] = [...edges].map((value) => (isVelocity ? value : BETAS[doppler](value / rest!) * C) / 1000);
  return Number.isFinite(a) && Number.isFinite(b) ? { kms: [Math.min(a, b), Math.max(a, b)], doppler } : undefined;
}

/** Rest wavelength in vacuum, metres. */
function restMetresOf(axis: SpectralAxis, restFrequencyHz: number | undefined): number | undefined {
  const frequency = restFrequencyHz ?? axis.restFrequencyHz;
  return frequency === undefined ? axis.restWavelengthMetres : C / frequency;
}
