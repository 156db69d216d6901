import type { CubeSink } from './computed-plan.js';
import type { Cube } from './cube.js';
import type { CubeRef } from './cube-ref.js';
import { convolvedFile } from './derived/convolved-file.js';
import { polarizedFile } from './derived/polarized-file.js';
import { isPlainFile, sourceFile } from './source-file.js';

/**
 * Where worker threads read a cube: in its file, or in a scratch file, which counts against the room of the spool. Use `pixels` and `bytesPerPixel` of the
 * answer: blanking may have made whole numbers wider.
 * @throws what reading the source throws; LimitError when there is no room; CancelledError
 */
export async function cubeFile(cube: Cube, out: CubeSink, signal: AbortSignal): Promise<CubeRef> {
  const ref = await planesFile(cube, out, signal);
  return cube.zerosBlank ? { ...ref, zerosBlank: true } : ref;
}

function planesFile(cube: Cube, out: CubeSink, signal: AbortSignal): Promise<CubeRef> {
  const { derived } = cube;
  if (!derived) return sourceFile(cube, out, signal);
  const fileOf = (of: Cube): Promise<CubeRef> => cubeFile(of, out, signal);
  return derived.kind === 'convolved' ? convolvedFile(cube, derived, fileOf, out, signal) : polarizedFile(cube, derived, fileOf);
}

/** Whether the threads read the file of the cube itself: then it costs nothing to have all of it at hand. */
export function isReadInPlace(cube: Cube): boolean {
  const { derived } = cube;
  return derived ? derived.kind === 'polarized' && isReadInPlace(derived.of) : isPlainFile(cube);
}
