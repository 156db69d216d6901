import type { CubeSink } from '../computed-plan.js';
import { cubeFile } from '../cube-file.js';
import type { CubeRef } from '../cube-ref.js';
import type { Cube } from '../cube.js';
import type { Companion } from './companion.js';

/** Where worker threads read the noise of the samples of a cube, with the same box and planes. @throws what cubeFile throws */
export function companionFile(cube: Cube, { image, pixels }: Companion, out: CubeSink, signal: AbortSignal): Promise<CubeRef> {
  return cubeFile({ ...cube, image, pixels, zerosBlank: false }, out, signal);
}
