import type { Cube, DerivedPlanes } from '../cube.js';
import type { CubeSpan } from '../cube-options.js';
import type { MomentRequest } from './moment-request.js';

/** Channels of the spectral axis of the file. */
export const channelsOfFile = ({ image, axes }: Cube): number => image.shape.axes[axes.z] ?? 1;

/** Those of NOISECHAN, when not all of them are among the channels that are asked for. */
export function noiseApart(cube: Cube, { noiseChannels }: MomentRequest): CubeSpan | undefined {
  if (!noiseChannels) return undefined;
  const { first, count } = cube.box.z;
  const from = Math.max(1, Math.ceil(noiseChannels[0])) - 1;
  const end = Math.min(channelsOfFile(cube), Math.floor(noiseChannels[1]));
  return from >= first && end <= first + count ? undefined : { first: from, count: end - from };
}

/** The same part of the sky in other channels: enough to read its pixels, for what it has besides is that of the cube. */
export function inChannels(cube: Cube, z: CubeSpan): Cube {
  const cuts = cube.cuts.map((cut, axis) => (axis === cube.axes.z ? { ...cut, ...z } : cut));
  return { ...cube, box: { ...cube.box, z }, nz: z.count, cuts, derived: cube.derived && derivedIn(cube.derived, z) };
}

/** Each plane of a computed polarization is made of planes of the same channel. */
const derivedIn = (derived: DerivedPlanes, z: CubeSpan): DerivedPlanes => ({ ...derived, of: inChannels(derived.of, z) });
