import type { Baseline, ColumnId, Estimator, MomentId } from '#kernels';
import { isSmoothed, maskTexts, type MaskRequest } from '../mask/mask-request.js';

/** Maps of kernels.md §7 and 9, by their number in CASA or by name. */
export type MomentName = -1 | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | `order${number}` | NamedMoment;

type NamedMoment = 'variance' | 'skewness' | 'kurtosis' | 'peak' | 'peakx' | 'w20' | 'w50' | 'gausswidth' | 'boxwidth';

/** What the kernels make. */
export type MapId = MomentId | ColumnId;

export interface MomentRequest extends MaskRequest {
  /** in the order of the HDUs */
  readonly moments: readonly MomentName[];
  /** lo ≤ I ≤ hi */
  readonly include?: readonly [number, number];
  /** I ≤ lo or I ≥ hi */
  readonly exclude?: readonly [number, number];
  /** I ≥ nσ, or |I| */
  readonly nsigma?: number;
  readonly absolute?: boolean;
  /** as `nsigma`, for ids 1 and 2 and the others of their kind alone */
  readonly m12nsigma?: number;
  /** what thresholds are counted from; zero when not given */
  readonly centre?: 'zero' | 'median';
  /**
   * Where σ comes from: the companion of the image (variances, errors) where there is one and nothing else is said, otherwise how it is measured, and of
   * what: mad of the whole cube when not given; a scope of pixels always takes mad.
   */
  readonly noise?: Estimator | 'companion';
  readonly noiseScope?: 'cube' | 'channel' | 'pixel';
  /** σ of every sample in BUNIT: nothing is measured */
  readonly sigma?: number;
  /** channels without a line, 1-based on the axis of the file, inclusive; they may lie outside the channels that are asked for */
  readonly noiseChannels?: readonly [number, number];
  /** an error map for each that has one, and NCHAN */
  readonly errors?: boolean;
  /** of the noise between channels at lag 1, 2, 3; auto: measured in the channels without a line */
  readonly correlation?: readonly number[] | 'auto';
  /** of a cube whose continuum was subtracted, for the error of moment 0 */
  readonly baseline?: Baseline;
  /** km/s: where no channel is kept moment 0 is 0, with the error of a line so wide */
  readonly limitWidth?: number;
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

/** Whether σ plays a part at all. */
export const needsSigma = (request: MomentRequest): boolean =>
  request.nsigma !== undefined || request.m12nsigma !== undefined || request.levels?.of === 'cube' || needsErrors(request);

/** Whether voxels are chosen by what is around them. */
export const isShaped = (request: MomentRequest): boolean => request.levels !== undefined || isSmoothed(request);

/** Whether σ has to be measured: no companion tells it, or NOISE, NOISESCOPE or NOISECHAN ask for it. */
export function needsNoise(request: MomentRequest, hasCompanion: boolean): boolean {
  return needsSigma(request) && request.sigma === undefined && !takesCompanion(request, hasCompanion);
}

/** Whether σ of each sample comes from the companion. */
export function takesCompanion(request: MomentRequest, hasCompanion: boolean): boolean {
  const { noise, noiseScope, noiseChannels, correlation, centre } = request;
  if (!hasCompanion || !needsSigma(request) || request.sigma !== undefined) return false;
  // It has no median.
  if (centre === 'median' && !noise) return false;
  return noise === 'companion' || (!noise && !noiseScope && (!noiseChannels || correlation === 'auto'));
}

/** Whether the correlation of channels has to be measured. */
export function needsCorrelation(request: MomentRequest): boolean {
  return needsErrors(request) && request.correlation === 'auto';
}

/** One line that says the same for the same request. */
export function momentText(request: MomentRequest): string {
  const { moments, include, exclude, nsigma, absolute, noise, noiseScope, noiseChannels, errors, snr, snrBlank } = request;
  const { centre, m12nsigma, correlation, baseline, limitWidth, guard = true, zeroBlank, keepAxis, primary, compat } = request;
  const texts: [string, unknown][] = [
    ['MOMENT', moments.join(',')],
    ['INCLUDE', include?.join(' ')],
    ['EXCLUDE', exclude?.join(' ')],
    ['NSIGMA', nsigma],
    ['ABS', absolute ? 1 : undefined],
    ['CENTRE', centre === 'zero' ? undefined : centre],
    ['M12NSIGMA', m12nsigma],
    ...maskTexts(request),
    ['SIGMA', request.sigma],
    ['NOISE', noise],
    ['NOISESCOPE', noiseScope],
    ['NOISECHAN', noiseChannels?.join(' ')],
    ['RHO', typeof correlation === 'string' ? correlation : correlation?.join(' ')],
    ['LINEFREE', baseline?.channels.join(' ')],
    ['TAPER', baseline?.taper],
    ['LIMWIDTH', limitWidth],
    ['ERRORS', errors ? 1 : undefined],
    ['SNR', snr ? 1 : undefined],
    ['SNRBLANK', snrBlank],
    ['GUARD', guard ? undefined : 0],
    ['ZEROBLANK', zeroBlank ? 1 : undefined],
    ['KEEPAXIS', keepAxis ? 1 : undefined],
    ['PRIMARY', primary === 'empty' ? undefined : primary],
    ['COMPAT', compat],
  ];
  return texts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join(' ');
}
