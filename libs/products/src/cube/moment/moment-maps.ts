import type { ColumnId, MomentId } from '#kernels';
import type { Cube } from '../cube.js';
import { maskPasses } from '../mask/mask-request.js';
import { needsNoise, type MapId, type MomentName, type MomentRequest } from './moment-request.js';

/** What the values of a map are: intensities, coordinates, their products and powers, numbers, channels. */
export type Dimension = 'intensity' | 'integral' | 'coordinate' | 'number' | 'channels' | { readonly power: number };

/** One map of the product. */
export interface MomentMap {
  readonly extname: string;
  readonly id: MapId | 'nchan';
  readonly dimension: Dimension;
  /** BTYPE */
  readonly btype: string;
  /** MOMORDER */
  readonly order: number | string;
  readonly comment: string;
}

type About = readonly [dimension: Dimension, btype: string, comment: string, error?: MapId];

const ABOUT: Readonly<Record<Exclude<MomentName, `order${number}`>, About>> = {
  [-1]: ['intensity', 'Mean', 'mean of the channels'],
  0: ['integral', 'Moment0', 'integral over the channels', 'error0'],
  1: ['coordinate', 'Velocity', 'intensity-weighted coordinate', 'error1'],
  2: ['coordinate', 'Dispersion', 'intensity-weighted dispersion', 'error2'],
  3: ['intensity', 'Median', 'median of the channels'],
  4: ['coordinate', 'MedianVelocity', 'coordinate that halves the integral'],
  5: ['intensity', 'StandardDeviation', 'standard deviation', 'error5'],
  6: ['intensity', 'RMS', 'root mean square', 'error6'],
  7: ['intensity', 'AbsMeanDeviation', 'mean absolute deviation from the mean'],
  8: ['intensity', 'Maximum', 'maximum', 'error8'],
  9: ['coordinate', 'MaximumVelocity', 'coordinate of the maximum', 'error9'],
  10: ['intensity', 'Minimum', 'minimum', 'error10'],
  11: ['coordinate', 'MinimumVelocity', 'coordinate of the minimum', 'error11'],
  variance: [{ power: 2 }, 'Variance', 'intensity-weighted variance', 'errorvariance'],
  skewness: ['number', 'Skewness', 'intensity-weighted skewness'],
  kurtosis: ['number', 'Kurtosis', 'intensity-weighted excess kurtosis'],
  peak: ['intensity', 'Peak', 'height of a parabola through the maximum', 'errorpeak'],
  peakx: ['coordinate', 'PeakVelocity', 'place of a parabola through the maximum', 'errorpeakx'],
  w20: ['coordinate', 'W20', 'width at 20 % of the peak'],
  w50: ['coordinate', 'W50', 'width at 50 % of the peak'],
  gausswidth: ['coordinate', 'EquivalentWidth', 'moment 0 / (sqrt(2 pi) maximum)', 'errorgausswidth'],
  boxwidth: ['coordinate', 'EquivalentWidth', 'moment 0 / maximum'],
};

/** The maps that a request asks for, each once, in the order of the HDUs: each moment with its error, then S/N, then NCHAN. */
export function mapsOf(request: MomentRequest): MomentMap[] {
  const maps = [...new Set(request.moments)].flatMap((name): MomentMap[] => {
    const [dimension, btype, comment, error] = aboutOf(name);
    const extname = typeof name === 'number' ? `MOM${name}` : name.toUpperCase();
    const map: MomentMap = { extname, id: name, dimension, btype, order: name, comment };
    if (!request.errors || !error) return [map];
    return [map, { ...map, extname: `${extname}_ERR`, id: error, btype: `${btype}Error`, comment: `error: ${comment}` }];
  });
  if (request.snr)
    maps.push({ extname: 'SNR', id: 'snr', dimension: 'number', btype: 'SNR', order: 0, comment: 'moment 0 over its error' });
  if (request.errors)
    maps.push({ extname: 'NCHAN', id: 'nchan', dimension: 'channels', btype: 'Channels', order: 'nchan', comment: 'channels kept' });
  return maps;
}

/** Those of a request for errors that no error is known of. */
export function withoutError({ errors, moments }: MomentRequest): string[] {
  if (!errors) return [];
  return [...new Set(moments)]
    .filter((name) => aboutOf(name)[3] === undefined)
    .map((name) => (typeof name === 'number' ? `MOM${name}` : name.toUpperCase()));
}

function aboutOf(name: MomentName): About {
  if (typeof name === 'string' && name.startsWith('order')) {
    const power = Number(name.slice(5));
    return [{ power }, `Moment${power}`, `intensity-weighted central moment of order ${power}`];
  }
  return ABOUT[name as keyof typeof ABOUT];
}

const COLUMNS: ReadonlySet<unknown> = new Set<ColumnId>([3, 4, 7, 'sigma', 'peak', 'peakx', 'errorpeak', 'errorpeakx', 'w20', 'w50']);

/** What the kernels have to make for the maps: sums over the channels, and order statistics of whole spectra. */
export function wantedOf(request: MomentRequest, maps: readonly MomentMap[]): { readonly sums: MomentId[]; readonly columns: ColumnId[] } {
  const ids = maps.flatMap(({ id }) => (id === 'nchan' ? [] : [id]));
  const sums = ids.filter((id): id is MomentId => !COLUMNS.has(id));
  const columns = ids.filter((id): id is ColumnId => COLUMNS.has(id));
  if (request.snrBlank !== undefined && !sums.includes('snr')) sums.push('snr');
  if (columns.length === 0 && sums.length === 0) sums.push(0);
  return { sums, columns };
}

/** Moments 1 and 2 and what is made as they are: those that M12NSIGMA is for. */
export function isWeighted(id: MapId): boolean {
  return WEIGHTED.has(id) || (typeof id === 'string' && id.startsWith('order'));
}

const WEIGHTED: ReadonlySet<MapId> = new Set<MapId>([1, 2, 'variance', 'skewness', 'kurtosis', 'error1', 'error2', 'errorvariance']);

/** The passes of a product in their order, over the cube or over the bits of its mask. */
export function passNamesOf(request: MomentRequest, wanted: ReturnType<typeof wantedOf>, cube: Pick<Cube, 'mask' | 'variance'>): string[] {
  return [
    ...(needsNoise(request, cube.variance !== undefined) ? ['noise'] : []),
    ...(cube.mask ? ['MASK (bits)'] : []),
    ...maskPasses(request),
    ...(wanted.columns.length > 0 ? ['order statistics'] : []),
    ...(wanted.sums.length > 0 ? ['sums'] : []),
    ...(request.m12nsigma !== undefined && wanted.sums.some(isWeighted) ? ['sums above M12NSIGMA'] : []),
  ];
}

/** How often the cube is read in them. */
export const passesOf = (names: readonly string[]): number => names.filter((name) => !name.endsWith('(bits)')).length;
