import { bytesPerPixel } from '#kernels';
import type { Cube, DerivedPlanes } from '../cube.js';
import type { CubeRef } from '../cube-ref.js';
import { narrowed } from '../narrowed.js';

/** Where worker threads read planes of linear polarization: in the file of Q and U. */
export async function polarizedFile(
  cube: Cube,
  { of, state, q, u }: Extract<DerivedPlanes, { kind: 'polarized' }>,
  fileOf: (of: Cube) => Promise<CubeRef>,
): Promise<CubeRef> {
  const { x, y } = cube.box;
  const source = await fileOf(narrowed(of, { x0: x.first, y0: y.first, x1: x.first + x.count - 1, y1: y.first + y.count - 1 }));
  const size = bytesPerPixel(cube.pixels);
  const planes = q.map((plane) => source.planes[plane]);
  return { ...source, planes, pixels: cube.pixels, bytesPerPixel: size, derive: { kind: 'polarized', source, state, q, u } };
}
