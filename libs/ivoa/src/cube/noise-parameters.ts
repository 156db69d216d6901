import { UsageError } from '#faults';
import { parseNumbers } from '../dali/number.js';
import { quote } from '../dali/quote.js';
import { choiceParameter, numberParameter, numbersParameter, textParameter, type ValuesOf } from './cube-parameter.js';

const TAPERS = ['uniform', 'hanning', 'hanning2'] as const;
const MOST_LAGS = 3;

/** How channels hang together, and what else is in the errors of moment maps (kernels §8). */
export const NOISE_PARAMETERS = [
  textParameter(
    {
      name: 'RHO',
      description:
        'Correlation of the noise of neighbouring channels, for errors: of 1, 2 and 3 channels apart, as many as are known; or auto: measured in the channels of NOISECHAN. Default: none',
    },
    parseCorrelation,
  ),
  numbersParameter(
    {
      name: 'LINEFREE',
      description:
        'The continuum was subtracted, as found from so many channels on the left and on the right: its error becomes part of that of moment 0',
    },
    { least: 2, most: 2, expected: 'two whole numbers from 1 on, as in "10 12"', check: (numbers) => numbers.every(isCount) },
  ),
  choiceParameter(
    {
      name: 'TAPER',
      description:
        'With LINEFREE: channels as correlated (uniform, default), or Hanning smoothed with all of them kept, or every second one (hanning2)',
    },
    TAPERS,
  ),
  numberParameter(
    {
      name: 'LIMWIDTH',
      unit: 'km/s',
      description: 'Upper limits: where no channel counts moment 0 is 0, and its error that of a line so wide; default: both are blank',
    },
    { above: 0, example: '10' },
  ),
] as const;

/** What `planMoment` makes of them. */
export interface NoiseWanted {
  readonly correlation?: readonly number[] | 'auto';
  readonly baseline?: { readonly channels: readonly [number, number]; readonly taper: (typeof TAPERS)[number] };
  readonly limitWidth?: number;
}

/** @param hasErrors whether errors, or what is made with them, are asked for. @throws UsageError for what has no use */
export function noiseWanted({ RHO, LINEFREE, TAPER, LIMWIDTH }: ValuesOf<typeof NOISE_PARAMETERS>, hasErrors: boolean): NoiseWanted {
  const idle = Object.entries({ RHO, LINEFREE, LIMWIDTH }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (!hasErrors && idle.length > 0)
    throw new UsageError(`${idle.join(', ')} is of errors, which ERRORS, SNR or SNRBLANK ask for; got none of them`);
  if (TAPER && !LINEFREE) throw new UsageError('TAPER is of LINEFREE, got none');
  const channels = LINEFREE as readonly [number, number] | undefined;
  return { correlation: RHO, baseline: channels && { channels, taper: TAPER ?? 'uniform' }, limitWidth: LIMWIDTH };
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;

function parseCorrelation(text: string): readonly number[] | 'auto' {
  if (text.trim().toLowerCase() === 'auto') return 'auto';
  const numbers = parseNumbers('RHO', text, MOST_LAGS);
  if (numbers.length < 1 || numbers.length > MOST_LAGS || !numbers.every((value) => Math.abs(value) <= 1))
    throw new UsageError(`RHO needs one to ${MOST_LAGS} numbers from -1 to 1, as in "0.5 0.1", or auto; got ${quote(text)}`);
  return numbers;
}
