import { UsageError } from '#faults';
import { parseNumbers } from '../dali/number.js';
import { quote } from '../dali/quote.js';
import { choiceParameter, numberParameter, textParameter, type ValuesOf, wholeParameter } from './cube-parameter.js';

type SkySmoothing = { readonly fwhmArcsec: number } | { readonly boxPixels: number };
type SpectralSmoothing = { readonly fwhmChannels: number } | { readonly boxChannels: number } | 'hanning';

const SKY = '"gauss 30" (arcsec) or "box 3" (pixels, odd)';
const SPECTRUM = '"gauss 2.5" (channels), "box 3" (channels, odd) or "hanning"';

/** Channels one after another: as many bits of each pixel are held. */
const MOST_CHANNELS = 1000;

/** Which voxels count by what is around them (kernels §6.1, 6.3, 6.4), in the order of the steps. */
export const MASK_PARAMETERS = [
  choiceParameter(
    {
      name: 'CENTRE',
      description:
        'What NSIGMA and the thresholds of masks are counted from: zero (default), or the median of what the noise is measured from',
    },
    ['zero', 'median'],
  ),
  numberParameter(
    {
      name: 'M12NSIGMA',
      description: 'As NSIGMA, for the moments 1 and 2 and the others of their kind alone; the others count all that the mask leaves',
    },
    { above: 0, example: '3' },
  ),
  choiceParameter(
    {
      name: 'TWOLEVEL',
      description:
        '1: only connected regions of LO times the noise count that hold a core of HI times the noise; smoothed: the same, of the cube that SMOOTHXY and SMOOTHV make. Voxels are connected by their faces',
    },
    ['0', '1', 'smoothed'],
  ),
  numberParameter({ name: 'HI', description: 'Of a core: so many times the noise; default 4' }, { above: 0, example: '4' }),
  wholeParameter(
    { name: 'NHI', description: 'Of a core: in so many channels one after another; default 2' },
    { least: 1, most: MOST_CHANNELS },
  ),
  numberParameter({ name: 'LO', description: 'Of a region: so many times the noise; default 2' }, { above: 0, example: '2' }),
  wholeParameter(
    { name: 'NLO', description: 'Of a region: in so many channels one after another; default 2' },
    { least: 1, most: MOST_CHANNELS },
  ),
  textParameter(
    {
      name: 'SMOOTHXY',
      description:
        'Only voxels count that are above SMOOTHSIGMA in the cube smoothed on the sky: gauss w (full width at half maximum, arcsec), or box n (pixels, odd). The maps are made of the cube that is not smoothed',
    },
    (text) => kernel<SkySmoothing>('SMOOTHXY', text, SKY, { gauss: (fwhmArcsec) => ({ fwhmArcsec }), box: (boxPixels) => ({ boxPixels }) }),
  ),
  textParameter(
    { name: 'SMOOTHV', description: 'As SMOOTHXY, along the spectrum: hanning, gauss w (full width, channels), or box n (channels, odd)' },
    (text): SpectralSmoothing => {
      if (text.trim().toLowerCase() === 'hanning') return 'hanning';
      return kernel<SpectralSmoothing>('SMOOTHV', text, SPECTRUM, {
        gauss: (fwhmChannels) => ({ fwhmChannels }),
        box: (boxChannels) => ({ boxChannels }),
      });
    },
  ),
  numberParameter(
    { name: 'SMOOTHSIGMA', description: 'So many times the noise that the smoothed cube has; default 3, with TWOLEVEL=smoothed none' },
    { above: 0, example: '3' },
  ),
  numberParameter(
    { name: 'MINBEAMS', description: 'Regions of the mask that cover less of the sky than so many beams are dropped' },
    { above: 0, example: '1' },
  ),
  numberParameter(
    { name: 'GROWXY', description: 'The mask grows by so many pixels on the sky, as a disc' },
    { least: 0, most: 256, example: '2' },
  ),
  wholeParameter({ name: 'GROWV', description: 'The mask grows by so many channels to either side' }, { least: 0, most: 1000 }),
] as const;

/** One of some words and a number above 0; of a box a whole and odd one. */
function kernel<T>(
  name: string,
  text: string,
  expected: string,
  kinds: { readonly gauss: (n: number) => T; readonly box: (n: number) => T },
): T {
  const match = /^\s*(gauss|box)\s+(\S+)\s*$/i.exec(text);
  const kind = match?.[1].toLowerCase() as 'gauss' | 'box' | undefined;
  const [number] = match ? parseNumbers(name, match[2], 1) : [NaN];
  const isRight = Number.isFinite(number) && number > 0 && (kind === 'gauss' || (Number.isInteger(number) && number % 2 === 1));
  if (!kind || !isRight) throw new UsageError(`${name} needs ${expected}, got ${quote(text)}`);
  return kinds[kind](number);
}

export type MaskValues = ValuesOf<typeof MASK_PARAMETERS>;

/** What `planMoment` makes of it. */
export interface MaskWanted {
  readonly centre?: 'zero' | 'median';
  readonly m12nsigma?: number;
  readonly levels?: {
    readonly of: 'cube' | 'smoothed';
    readonly hi: number;
    readonly nhi: number;
    readonly lo: number;
    readonly nlo: number;
  };
  readonly smoothXy?: SkySmoothing;
  readonly smoothV?: SpectralSmoothing;
  readonly smoothSigma?: number;
  readonly minBeams?: number;
  readonly growXy?: number;
  readonly growV?: number;
}

/** Whether something is compared with the noise. */
export function maskNeedsNoise({ levels, smoothXy, smoothV, m12nsigma }: MaskWanted): boolean {
  return levels !== undefined || smoothXy !== undefined || smoothV !== undefined || m12nsigma !== undefined;
}

/** @throws UsageError for what belongs to something that nobody asks for */
export function maskWanted(values: MaskValues): MaskWanted {
  const { TWOLEVEL = '0', HI, NHI, LO, NLO, SMOOTHXY, SMOOTHV, SMOOTHSIGMA, MINBEAMS, GROWXY, GROWV } = values;
  const isSmoothed = SMOOTHXY !== undefined || SMOOTHV !== undefined;
  if (TWOLEVEL === '0') assertIdle({ HI, NHI, LO, NLO }, 'TWOLEVEL=1');
  if (!isSmoothed) assertIdle({ SMOOTHSIGMA }, 'SMOOTHXY or SMOOTHV');
  if (!isSmoothed && TWOLEVEL === 'smoothed') throw new UsageError('TWOLEVEL=smoothed needs SMOOTHXY or SMOOTHV, got none of them');
  if (!isSmoothed && TWOLEVEL === '0') assertIdle({ MINBEAMS, GROWXY, GROWV }, 'a mask that TWOLEVEL, SMOOTHXY or SMOOTHV makes');
  const [hi, lo] = [HI ?? 4, LO ?? 2];
  if (TWOLEVEL !== '0' && lo > hi) throw new UsageError(`LO is the lower level, up to HI: got LO=${lo} and HI=${hi}`);
  return {
    centre: values.CENTRE,
    m12nsigma: values.M12NSIGMA,
    levels: TWOLEVEL === '0' ? undefined : { of: TWOLEVEL === '1' ? 'cube' : 'smoothed', hi, nhi: NHI ?? 2, lo, nlo: NLO ?? 2 },
    smoothXy: SMOOTHXY,
    smoothV: SMOOTHV,
    smoothSigma: SMOOTHSIGMA,
    minBeams: MINBEAMS,
    growXy: GROWXY,
    growV: GROWV,
  };
}

function assertIdle(values: Readonly<Record<string, unknown>>, of: string): void {
  const idle = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (idle.length > 0) throw new UsageError(`${idle.join(', ')} ${idle.length === 1 ? 'is' : 'are'} of ${of}, got none`);
}
