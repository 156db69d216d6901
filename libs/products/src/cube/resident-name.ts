import { createHash } from 'node:crypto';
import { canonical } from '../filters.js';
import type { CubeBlock } from './cube-reader.js';
import type { CubeRef } from './cube-ref.js';
import type { Cube } from './cube.js';

/** Whether some of the cube has stayed in the memory of the GPU. */
export function isResident(cube: Cube): boolean {
  return cube.site.residents?.has(startOf(cube)) ?? false;
}

/** Names the pixels of a block of a plane as they are read: what has the same name is the same, to the last bit. */
export function residentName(cube: Cube, ref: CubeRef, plane: number, block: CubeBlock): string {
  // Where the bytes are now says nothing of what they are; all else that the reader goes by does.
  const { path: _path, stop: _stop, name: _name, etag: _etag, ...read } = ref;
  const { maskOut } = cube.options.filters;
  const pixels = { read, made: cube.notes, index: cube.planes[plane].index, blanked: maskOut && canonical(cube.options.filters) };
  const text = JSON.stringify(pixels, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  const { x0, nx, y0, ny } = block;
  return `${startOf(cube)}${createHash('sha256').update(text).digest('hex')} ${plane} ${x0},${nx},${y0},${ny}`;
}

function startOf({ source, image, box: { x, y, z } }: Cube): string {
  const spans = [x, y, z].map(({ first, count }) => `${first}+${count}`).join(',');
  return `${source.name} ${source.etag} ${image.hdu.index} ${spans} `;
}
