import { bytesPerPixel, type BinSpec, type KernelName } from '#kernels';
import { backendOf } from '../backends.js';
import type { CubeBlock, CubeReader } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import type { CubeJob, Done } from '../cube-tasks.js';
import { mapBytes, type MapBytes } from '../moment/map-bytes.js';
import type { MapOrder } from '../moment/moment-layout.js';

/** All channel maps of one block of one plane. */
export interface BinJob extends CubeJob, Pick<BinSpec, 'edges' | 'bins' | 'combine'> {
  readonly kernel: KernelName;
  readonly plane: number;
  readonly block: CubeBlock;
  readonly order: MapOrder;
  readonly bitpix: -32 | -64;
}

/** In a worker thread: a stretch of each map. */
export async function binBlock(job: BinJob, reader: CubeReader): Promise<Done<readonly MapBytes[]>> {
  const { cube, kernel, plane, block, order, bitpix, edges, bins, combine } = job;
  const count = block.nx * block.ny;
  const bin = backendOf(kernel).bin({ pixels: cube.pixels, count, channels: cube.nz, edges, bins, combine });
  const spectra = isSpectral(cube) ? readSpectra(job, reader, count) : undefined;
  for (let k = 0; k < cube.nz; k += bin.planes) {
    const planes = Math.min(bin.planes, cube.nz - k);
    if (spectra) for (let slot = 0; slot < planes; slot++) bin.input(slot).set(spectra(k + slot));
    else reader.readBlock(plane, block, k, planes, (channel) => bin.input(channel - k));
    await bin.add(k, planes);
  }
  const panels = await bin.finish();
  const maps = bins.map((_, b) => mapBytes(panels.subarray(b * count, (b + 1) * count), block, order, bitpix));
  return { value: maps, transfer: maps.map(({ bytes }) => bytes) };
}

/** Whether the spectral axis runs fastest: then a block is read as a whole. */
export const isSpectral = ({ strides: { x, y, z } }: Pick<CubeRef, 'strides'>): boolean => z < Math.min(x, y);

function readSpectra({ cube, plane, block }: BinJob, reader: CubeReader, count: number): (channel: number) => Uint8Array {
  const size = count * bytesPerPixel(cube.pixels);
  const memory = new Uint8Array(size * cube.nz);
  const at = (channel: number): Uint8Array => memory.subarray(channel * size, (channel + 1) * size);
  reader.readBlock(plane, block, 0, cube.nz, at);
  return at;
}
