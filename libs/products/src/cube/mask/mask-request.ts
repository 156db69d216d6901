/** What the mask is made of, of the sky: a Gaussian of so many arcseconds (full width at half maximum), or so many pixels a side. */
export type SkySmoothing = { readonly fwhmArcsec: number } | { readonly boxPixels: number };

/** Of the spectrum, in channels: a Gaussian (full width at half maximum), a mean of so many, or ¼ ½ ¼. */
export type SpectralSmoothing = { readonly fwhmChannels: number } | { readonly boxChannels: number } | 'hanning';

/** Which voxels of a cube are kept by what is around them (kernels.md §6.3, 6.4). */
export interface MaskRequest {
  /** the cube whose values are compared is smoothed; the maps are made of the one that is not */
  readonly smoothXy?: SkySmoothing;
  readonly smoothV?: SpectralSmoothing;
  /** smoothed values count from so many times their noise on; 3 when not given, and no levels are of the smoothed cube */
  readonly smoothSigma?: number;
  readonly levels?: Levels;
  /** regions of the mask that cover less of the sky than so many beams are dropped */
  readonly minBeams?: number;
  /** what is within so many pixels of the mask belongs to it, and within so many channels */
  readonly growXy?: number;
  readonly growV?: number;
}

/** Connected regions of `lo` σ in `nlo` channels one after another that hold a voxel of `hi` σ in `nhi`. */
export interface Levels {
  readonly of: 'cube' | 'smoothed';
  readonly hi: number;
  readonly nhi: number;
  readonly lo: number;
  readonly nlo: number;
}

export const isSmoothed = ({ smoothXy, smoothV }: MaskRequest): boolean => smoothXy !== undefined || smoothV !== undefined;

/** The threshold of the smoothed cube; undefined: it has none of its own. */
export function smoothThreshold(request: MaskRequest): number | undefined {
  if (!isSmoothed(request)) return undefined;
  return request.smoothSigma ?? (request.levels?.of === 'smoothed' ? undefined : 3);
}

export const hasRegions = ({ levels, minBeams }: MaskRequest): boolean => levels !== undefined || minBeams !== undefined;

/** As they stand in a request. */
export function maskTexts(request: MaskRequest): [name: string, value: unknown][] {
  const { smoothXy, smoothV, smoothSigma, levels, minBeams, growXy, growV } = request;
  const of = levels && (levels.of === 'cube' ? 1 : 'smoothed');
  return [
    ['SMOOTHXY', smoothXy && skyText(smoothXy)],
    ['SMOOTHV', smoothV && spectralText(smoothV)],
    ['SMOOTHSIGMA', smoothSigma === 3 && levels?.of !== 'smoothed' ? undefined : smoothSigma],
    ['TWOLEVEL', of],
    ['HI', levels?.hi],
    ['NHI', levels?.nhi],
    ['LO', levels?.lo],
    ['NLO', levels?.nlo],
    ['MINBEAMS', minBeams],
    ['GROWXY', growXy],
    ['GROWV', growV],
  ];
}

export const skyText = (xy: SkySmoothing): string => ('fwhmArcsec' in xy ? `gauss ${xy.fwhmArcsec}` : `box ${xy.boxPixels}`);

export function spectralText(v: SpectralSmoothing): string {
  if (v === 'hanning') return v;
  return 'fwhmChannels' in v ? `gauss ${v.fwhmChannels}` : `box ${v.boxChannels}`;
}

/** The passes over the cube, in their order, that the mask takes; those over its bits are short. */
export function maskPasses(request: MaskRequest): string[] {
  const { levels, growXy, growV } = request;
  const threshold = smoothThreshold(request);
  return [
    ...(isSmoothed(request) ? ['smoothing', 'noise of the smoothed cube'] : []),
    ...(threshold === undefined ? [] : ['threshold of the smoothed cube']),
    ...(levels ? [`two levels of the ${levels.of === 'cube' ? 'cube' : 'smoothed cube'}`] : []),
    ...(hasRegions(request) ? ['regions of the mask (bits)'] : []),
    ...(growXy || growV ? ['growth of the mask (bits)'] : []),
  ];
}
