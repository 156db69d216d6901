import { bytesPerPixel, stripCount, type Columns, type KernelName } from '#kernels';
import { backendOf } from '../backends.js';
import type { CubeBlock, CubeReader } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import { knownNoise } from '../noise/known-noise.js';

export interface PixelNoise {
  readonly sigma: Float64Array;
  readonly centre?: Float64Array;
}

const STRIP_BYTES = 8 * 1024 * 1024;

/** σ = 1.4826 MAD of the spectrum of each pixel of a block of whole rows, and its median. */
export function pixelNoise(
  cube: CubeRef,
  plane: number,
  block: CubeBlock,
  reader: CubeReader,
  { kernel, lineFree, centred }: { readonly kernel: KernelName; readonly lineFree?: Uint8Array; readonly centred: boolean },
): PixelNoise {
  const { nz, pixels } = cube;
  const size = bytesPerPixel(pixels);
  const sigma = new Float64Array(block.nx * block.ny);
  const centre = centred ? new Float64Array(sigma.length) : undefined;
  const flat = { coordinates: new Float64Array(nz), widths: new Float64Array(nz).fill(1), edges: new Float64Array(nz + 1) };
  const most = Math.min(block.nx, stripCount({ pixels, channels: nz }, STRIP_BYTES));
  const memory = new Uint8Array(most * size * nz);
  // What has memory already is used again.
  let columns: Columns | undefined;
  let held = 0;
  for (let y = block.y0; y < block.y0 + block.ny; y++) {
    for (let x0 = 0; x0 < block.nx; x0 += most) {
      const count = Math.min(most, block.nx - x0);
      if (!columns || held !== count)
        columns = backendOf(kernel).columns({ ...flat, pixels, count, channels: nz, want: centred ? ['sigma', 3] : ['sigma'], lineFree });
      held = count;
      const at = (channel: number): Uint8Array => memory.subarray(channel * count * size, (channel + 1) * count * size);
      reader.readBlock(plane, { x0: block.x0 + x0, nx: count, y0: y, ny: 1 }, 0, nz, at);
      for (let k = 0; k < nz; k++) columns.input(k).set(at(k));
      const found = columns.finish();
      const place = (y - block.y0) * block.nx + x0;
      sigma.set(knownNoise(found.get('sigma')!), place);
      centre?.set(found.get(3)!, place);
    }
  }
  return { sigma, centre };
}
