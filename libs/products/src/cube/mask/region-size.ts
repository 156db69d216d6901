import { UsageError } from '#faults';
import { beamArea, beamAt, type Beam } from '../cube-beams.js';
import type { Cube } from '../cube.js';
import type { MaskRequest } from './mask-request.js';
import { pixelSize } from './pixel-size.js';

/** The pixels of the sky that a region covers at least. @throws UsageError when the cube has no beam; UnsupportedError when the size of its pixels is not known */
export function leastPixelsOf(cube: Cube, { minBeams }: MaskRequest): number | undefined {
  if (minBeams === undefined) return undefined;
  const { beams } = cube;
  const all: (Beam | undefined)[] = cube.planes.flatMap((_, plane) => Array.from({ length: cube.nz }, (_, k) => beamAt(beams, plane, k)));
  const largest = all.reduce((most, beam) => Math.max(most, beam ? beamArea(beam) : 0), 0);
  if (largest === 0) throw new UsageError('MINBEAMS counts beams, and the cube does not tell its beam');
  return (minBeams * largest) / pixelSize(cube).steradians;
}
