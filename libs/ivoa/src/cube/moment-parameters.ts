import { UsageError } from '#faults';
import { parseNumbers } from '../dali/number.js';
import { quote } from '../dali/quote.js';
import {
  choiceParameter,
  flagParameter,
  intervalParameter,
  numberParameter,
  repeated,
  single,
  textParameter,
  type ValuesOf,
} from './cube-parameter.js';
import { MASK_PARAMETERS, maskNeedsNoise, type MaskWanted, maskWanted } from './mask-parameters.js';
import { MOMENT_HELP, type MomentName, parseMoment } from './moment-ids.js';
import { NOISE_PARAMETERS, type NoiseWanted, noiseWanted } from './noise-parameters.js';

const ESTIMATORS = ['mad', 'negative', 'clip', 'gauss', 'companion'] as const;
const SCOPES = ['cube', 'channel', 'pixel'] as const;

/** `lo hi`, of which ±Inf leaves one open, or one number for ±|x| as in MIRIAD. */
const valueRange = <const Name extends 'INCLUDE' | 'EXCLUDE'>(name: Name, description: string) =>
  single({ name, datatype: 'double', arraysize: '*', description }, (text): readonly [number, number] => {
    const [lo, hi, ...more] = parseNumbers(name, text, 2);
    if (lo === undefined || more.length > 0 || lo > hi || (hi === undefined && !Number.isFinite(lo)))
      throw new UsageError(`${name} needs two numbers in BUNIT, the lower first, or one for -x to x, got ${quote(text)}`);
    return hi === undefined ? [-Math.abs(lo), Math.abs(lo)] : [lo, hi];
  });

/** What /cube/moment takes beside the filters (kernels §6 to 9). */
export const MOMENT_PARAMETERS = [
  repeated(
    textParameter(
      { name: 'MOMENT', description: `Which map: ${MOMENT_HELP}. Default 0; repeat it for several, each an extension.` },
      parseMoment,
    ),
  ),
  valueRange('INCLUDE', 'Values that count: lo hi in BUNIT, or x for -x to x'),
  valueRange('EXCLUDE', 'Values that do not count: those between lo and hi in BUNIT, or between -x and x'),
  numberParameter({ name: 'NSIGMA', description: 'Values count from so many times the noise on' }, { above: 0, example: '3' }),
  numberParameter(
    { name: 'SIGMA', description: 'Noise of every sample in BUNIT for NSIGMA, TWOLEVEL and errors, instead of measuring it' },
    { above: 0, example: '0.0012' },
  ),
  flagParameter({ name: 'ABS', description: '1: NSIGMA is compared with the absolute value' }),
  choiceParameter(
    {
      name: 'NOISE',
      description:
        'Where the noise comes from: companion (variances or errors beside the image; default where there are such), or how it is measured: mad (1.4826 times the median absolute deviation, default otherwise), negative values only, iterated 3 sigma clip, or gauss (fit to the histogram)',
    },
    ESTIMATORS,
  ),
  choiceParameter(
    { name: 'NOISESCOPE', description: 'One noise for all of the part that is asked for (default), for each channel, or for each pixel' },
    SCOPES,
  ),
  intervalParameter(
    {
      name: 'NOISECHAN',
      description:
        'Channels without a line, counted from 1 in the file, from which the noise is measured; default: those that the map is made of',
    },
    '"1 20" (counted from 1)',
  ),
  ...NOISE_PARAMETERS,
  ...MASK_PARAMETERS,
  flagParameter({ name: 'ERRORS', description: '1: also an error map for each moment, and the number of channels (NCHAN)' }),
  flagParameter({ name: 'SNR', description: '1: also moment 0 over its error' }),
  numberParameter(
    { name: 'SNRBLANK', description: 'Moments 1 and 2 are blank where moment 0 is below so many times its error' },
    { above: 0, example: '3' },
  ),
  flagParameter({
    name: 'GUARD',
    description:
      '1 (default): coordinates outside the range of the channels, which weights of both signs can give, are blank; 0: they stay',
  }),
  flagParameter({ name: 'ZEROBLANK', description: '1: values that are exactly zero count as blank' }),
  flagParameter({ name: 'KEEPAXIS', description: '1: the spectral axis stays, with one pixel' }),
  choiceParameter({ name: 'PRIMARY', description: 'The primary HDU: empty (default), or the first map (first)' }, ['empty', 'first']),
  choiceParameter({ name: 'COMPAT', description: 'casa: as CASA does it where it differs' }, ['casa']),
] as const;

export type MomentValues = ValuesOf<typeof MOMENT_PARAMETERS>;

/** What `planMoment` makes of a request. */
export interface MomentWanted extends MaskWanted, NoiseWanted {
  readonly moments: readonly MomentName[];
  readonly include?: readonly [number, number];
  readonly exclude?: readonly [number, number];
  readonly nsigma?: number;
  readonly absolute?: boolean;
  readonly sigma?: number;
  readonly noise?: (typeof ESTIMATORS)[number];
  readonly noiseScope?: (typeof SCOPES)[number];
  /** 1-based, inclusive */
  readonly noiseChannels?: readonly [number, number];
  readonly errors?: boolean;
  readonly snr?: boolean;
  readonly snrBlank?: number;
  readonly guard?: boolean;
  readonly zeroBlank?: boolean;
  readonly keepAxis?: boolean;
  readonly primary?: 'empty' | 'first';
  readonly compat?: 'casa';
}

/** @throws UsageError for what says something about the noise when nobody needs it */
export function momentWanted(values: MomentValues): MomentWanted {
  const { MOMENT = [0], INCLUDE, EXCLUDE, NSIGMA, ABS, SIGMA, NOISE, NOISESCOPE, NOISECHAN, ERRORS, SNR, SNRBLANK } = values;
  const mask = maskWanted(values);
  const compares = NSIGMA !== undefined || maskNeedsNoise(mask);
  const needsNoise = compares || ERRORS === true || SNR === true || SNRBLANK !== undefined;
  const idle = Object.entries({ SIGMA, NOISE, NOISESCOPE, NOISECHAN }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (!needsNoise && idle.length > 0)
    throw new UsageError(`${idle.join(', ')} is of the noise, which NSIGMA, ERRORS, SNR or SNRBLANK need; got none of them`);
  if (ABS && NSIGMA === undefined && mask.m12nsigma === undefined) throw new UsageError('ABS is of NSIGMA, got none');
  if (mask.centre && !compares)
    throw new UsageError('CENTRE is of what is compared with the noise, by NSIGMA, M12NSIGMA, TWOLEVEL or SMOOTHXY; got none of them');
  if (SIGMA !== undefined && (NOISE || NOISESCOPE || (NOISECHAN && values.RHO !== 'auto')))
    throw new UsageError('SIGMA is the noise; NOISE, NOISESCOPE and NOISECHAN tell how it is measured: give one or the other');
  if (mask.centre === 'median' && ABS) throw new UsageError('CENTRE=median is for values above it, and ABS for both signs; got both');
  if (NOISE === 'companion' && (NOISESCOPE || (NOISECHAN && values.RHO !== 'auto')))
    throw new UsageError('NOISE=companion has the noise of each sample: NOISESCOPE and NOISECHAN are of noise that is measured');
  return {
    ...noiseWanted(values, ERRORS === true || SNR === true || SNRBLANK !== undefined),
    ...mask,
    moments: [...new Set(MOMENT)],
    include: INCLUDE,
    exclude: EXCLUDE,
    nsigma: NSIGMA,
    absolute: ABS,
    sigma: SIGMA,
    noise: NOISE,
    noiseScope: NOISESCOPE,
    noiseChannels: NOISECHAN,
    errors: ERRORS,
    snr: SNR,
    snrBlank: SNRBLANK,
    guard: values.GUARD,
    zeroBlank: values.ZEROBLANK,
    keepAxis: values.KEEPAXIS,
    primary: values.PRIMARY,
    compat: values.COMPAT,
  };
}
