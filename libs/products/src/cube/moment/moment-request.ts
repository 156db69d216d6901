import type { ColumnId, Estimator, MomentId } from '#kernels';

/** Maps of kernels.md §7 and 9, by their number in CASA or by name. */
export type MomentName = -1 | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | `order${number}` | NamedMoment;

type NamedMoment = 'variance' | 'skewness' | 'kurtosis' | 'peak' | 'peakx' | 'w20' | 'w50' | 'gausswidth' | 'boxwidth';

/** What the kernels make. */
export type MapId = MomentId | ColumnId;

export interface MomentRequest {
  /** in the order of the HDUs */
  readonly moments: readonly MomentName[];
  /** lo ≤ I ≤ hi */
  readonly include?: readonly [number, number];
  /** I ≤ lo or I ≥ hi */
  readonly exclude?: readonly [number, number];
  /** I ≥ nσ, or |I| */
  readonly nsigma?: number;
  readonly absolute?: boolean;
  /** how σ is measured, and of what: mad of the whole cube when not given; a scope of pixels always takes mad */
  readonly noise?: Estimator;
  readonly noiseScope?: 'cube' | 'channel' | 'pixel';
  /** channels without a line, 1-based on the axis of the file, inclusive */
  readonly noiseChannels?: readonly [number, number];
  /** an error map for each that has one, and NCHAN */
  readonly errors?: boolean;
  readonly snr?: boolean;
  /** maps 1 and 2 are NaN where M₀ is less than so many times its error */
  readonly snrBlank?: number;
  /** coordinates outside the channels are NaN; true when not given */
  readonly guard?: boolean;
  /** zeros do not count */
  readonly zeroBlank?: boolean;
  /** the spectral axis stays, with one pixel */
  readonly keepAxis?: boolean;
  readonly primary?: 'empty' | 'first';
  readonly compat?: 'casa';
}

/** Whether maps of errors, or what is made with them, are asked for. */
export function needsErrors({ errors, snr, snrBlank }: MomentRequest): boolean {
  return errors === true || snr === true || snrBlank !== undefined;
}

/** Whether σ has to be measured: for NSIGMA, and for errors where no image of variances tells them. NOISE and NOISESCOPE ask for it as well. */
export function needsNoise(request: MomentRequest, hasVariance: boolean): boolean {
  return request.nsigma !== undefined || (needsErrors(request) && !takesVariance(request, hasVariance));
}

/** Whether the errors come from the variances of the file; order statistics have no use for those. */
export function takesVariance({ noise, noiseScope, noiseChannels, moments }: MomentRequest, hasVariance: boolean): boolean {
  return hasVariance && !noise && !noiseScope && !noiseChannels && !moments.some((name) => name === 'peak' || name === 'peakx');
}

/** One line that says the same for the same request. */
export function momentText(request: MomentRequest): string {
  const { moments, include, exclude, nsigma, absolute, noise, noiseScope, noiseChannels, errors, snr, snrBlank } = request;
  const { guard = true, zeroBlank, keepAxis, primary, compat } = request;
  const texts: [string, unknown][] = [
    ['MOMENT', moments.join(',')],
    ['INCLUDE', include?.join(' ')],
    ['EXCLUDE', exclude?.join(' ')],
    ['NSIGMA', nsigma],
    ['ABS', absolute ? 1 : undefined],
    ['NOISE', noise],
    ['NOISESCOPE', noiseScope],
    ['NOISECHAN', noiseChannels?.join(' ')],
    ['ERRORS', errors ? 1 : undefined],
    ['SNR', snr ? 1 : undefined],
    ['SNRBLANK', snrBlank],
    ['GUARD', guard ? undefined : 0],
    ['ZEROBLANK', zeroBlank ? 1 : undefined],
    ['KEEPAXIS', keepAxis ? 1 : undefined],
    ['PRIMARY', primary],
    ['COMPAT', compat],
  ];
  return texts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join(' ');
}
