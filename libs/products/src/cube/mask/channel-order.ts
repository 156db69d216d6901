import type { CubeSink } from '../computed-plan.js';
import type { CubeBlock } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import { runOnCube } from '../cube-tasks.js';
import { maskWorker } from './mask-bits.js';
import type { MaskJob } from './mask-job.js';

/** Bytes of a block of all channels that a thread turns at a time. */
const BLOCK_BYTES = 8 * 1024 * 1024;

/**
 * The cube with its rows one after another and channel after channel, as the passes of a mask go through it: itself when it is so, else a copy in the
 * spool.
 * @throws what `runOnCube` throws; LimitError when there is no room
 */
export async function inChannelOrder(ref: CubeRef, out: CubeSink, signal: AbortSignal, lanes?: number): Promise<CubeRef> {
  const { nx, ny, nz, bytesPerPixel: size, strides, planes } = ref;
  // What is made of other planes while it is read would be made again in each pass.
  if (!ref.derive && strides.x <= strides.y && strides.y <= strides.z) return ref;
  const file = await out.scratch();
  await file.reserve(size * nx * ny * nz * planes.length);
  const jobs = planes.flatMap((_, plane) =>
    tilesOf(ref, Math.max(1, Math.floor(BLOCK_BYTES / (nz * size)))).map((block): MaskJob<'turn'> => ({
      kind: 'turn',
      cube: ref,
      plane,
      block,
      into: file.path,
    })),
  );
  await runOnCube(maskWorker, ref, jobs, { signal, lanes, done: () => undefined });
  const turned = { x: size, y: size * nx, z: size * nx * ny };
  return {
    ...ref,
    derive: undefined,
    path: file.path,
    etag: undefined,
    strides: turned,
    planes: planes.map((_, plane) => plane * nz * turned.z),
  };
}

/** Nearly square ones: neither of the axes of the sky need be the faster one. */
function tilesOf({ nx, ny }: CubeRef, most: number): CubeBlock[] {
  const width = Math.min(nx, Math.max(Math.floor(Math.sqrt(most)), Math.floor(most / ny), 1));
  const height = Math.max(1, Math.floor(most / width));
  const tiles: CubeBlock[] = [];
  for (let y0 = 0; y0 < ny; y0 += height)
    for (let x0 = 0; x0 < nx; x0 += width) tiles.push({ x0, nx: Math.min(width, nx - x0), y0, ny: Math.min(height, ny - y0) });
  return tiles;
}
