import { medianOf } from '#kernels';
import type { Cube } from '../cube.js';
import type { LevelNoise } from '../mask/levels-part.js';
import { isSmoothed } from '../mask/mask-request.js';
import { needsNoise, type MomentRequest } from './moment-request.js';

/** Planes whose noise has a card each. */
const MOST_PLANES = 99;

/** Cards of σ, which is known when it has been measured: of each plane, and of the smoothed cube. That of each pixel has none. */
export function noiseCards({ planes, variance, unit }: Cube, request: MomentRequest): (readonly [keyword: string, comment: string])[] {
  if (request.noiseScope === 'pixel') return [];
  const about = `${unit === '' ? '' : `[${unit}] `}noise ${request.noiseScope === 'channel' ? '(median of channels)' : 'of a sample'}`;
  const ofPlanes = (name: string, comment: string): (readonly [string, string])[] =>
    planes.slice(0, MOST_PLANES).map((_, plane) => [keywordOf(name, plane, planes.length), comment]);
  return [
    ...(needsNoise(request, variance !== undefined) || request.sigma !== undefined ? ofPlanes('SIGMA', about) : []),
    ...(isSmoothed(request) ? ofPlanes('SMSIG', `${about}, smoothed`) : []),
  ];
}

/** Their values. */
export function noiseValues(noise: readonly LevelNoise[], smoothed: readonly LevelNoise[]): Record<string, number> {
  const valuesOf = (name: string, planes: readonly LevelNoise[]): [string, number][] =>
    planes.flatMap((each, plane) => ('sigma' in each ? [[keywordOf(name, plane, planes.length), medianOf(each.sigma)]] : []));
  return Object.fromEntries([...valuesOf('SIGMA', noise), ...valuesOf('SMSIG', smoothed)]);
}

const keywordOf = (name: string, plane: number, planes: number): string => (planes === 1 ? name : `${name}${plane + 1}`);
