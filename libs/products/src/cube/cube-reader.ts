import type { CubeRef } from './cube-ref.js';
import { ConvolvedReader } from './derived/convolved-reader.js';
import { PolarizedReader } from './derived/polarized-reader.js';
import { FileReader } from './file-reader.js';
import type { CubeReader } from './plane-reader.js';
import { ZeroBlankReader } from './zero-blanks.js';

export type { CubeBlock, CubeReader } from './plane-reader.js';

/** @throws TransientError when the file has changed since the cube was planned, or cannot be read */
export function cubeReader(ref: CubeRef): CubeReader {
  return ref.zerosBlank ? new ZeroBlankReader(ref, planeReader(ref)) : planeReader(ref);
}

function planeReader(ref: CubeRef): CubeReader {
  const { derive } = ref;
  if (!derive) return new FileReader(ref);
  const source = cubeReader(derive.source);
  return derive.kind === 'convolved' ? new ConvolvedReader(ref, derive, source) : new PolarizedReader(ref, derive, source);
}
