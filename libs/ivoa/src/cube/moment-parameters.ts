import {
  choiceParameter,
  flagParameter,
  intervalParameter,
  numberParameter,
  numbersParameter,
  repeated,
  textParameter,
  type ValuesOf,
} from './cube-parameter.js';
import { MOMENT_HELP, parseMoment } from './moment-ids.js';

const ESTIMATORS = ['mad', 'negative', 'clip', 'gauss'] as const;
const SCOPES = ['cube', 'channel', 'pixel'] as const;

/** `lo hi`, or one number for ±|x| as in MIRIAD. */
const valueRange = <const Name extends 'INCLUDE' | 'EXCLUDE'>(name: Name, description: string) =>
  numbersParameter(
    { name, description },
    { least: 1, most: 2, expected: 'two numbers in BUNIT, the lower first, or one for -x to x', check: ([lo, hi = Infinity]) => lo <= hi },
  );

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
  flagParameter({ name: 'ABS', description: '1: NSIGMA is compared with the absolute value' }),
  choiceParameter(
    {
      name: 'NOISE',
      description:
        'How the noise is measured: mad (1.4826 times the median absolute deviation, default), negative values only, iterated 3 sigma clip, or gauss (fit to the histogram)',
    },
    ESTIMATORS,
  ),
  choiceParameter(
    { name: 'NOISESCOPE', description: 'One noise for the whole cube (default), for each channel, or for each pixel' },
    SCOPES,
  ),
  intervalParameter(
    { name: 'NOISECHAN', description: 'Channels without a line, counted from 1, from which the noise is measured' },
    '"1 20" (counted from 1)',
  ),
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
