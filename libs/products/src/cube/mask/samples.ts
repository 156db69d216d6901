import { endianness } from 'node:os';
import { bytesPerPixel, decode } from '#kernels';
import type { CubeBlock, CubeReader } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';

/** Reads planes of a block as numbers, NaN where they are invalid; the same memory again for every plane. */
export class Samples {
  readonly values: Float64Array;
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly floats?: Float32Array;

  constructor(
    private readonly cube: CubeRef,
    private readonly reader: CubeReader,
    readonly block: CubeBlock,
  ) {
    const count = block.nx * block.ny;
    this.values = new Float64Array(count);
    this.bytes = new Uint8Array(count * bytesPerPixel(cube.pixels));
    const { bitpix, bscale, bzero } = cube.pixels;
    if (IS_LITTLE && bitpix === -32 && bscale === 1 && bzero === 0) this.floats = new Float32Array(this.bytes.buffer);
  }

  /** @throws what reading throws */
  read(plane: number, channel: number): Float64Array {
    this.reader.readBlock(plane, this.block, channel, 1, () => this.bytes);
    const { values, floats } = this;
    if (!floats) {
      decode(this.bytes, this.cube.pixels, values);
      return values;
    }
    Buffer.from(this.bytes.buffer).swap32();
    for (let i = 0; i < values.length; i++) {
      const value = floats[i];
      values[i] = value - value === 0 ? value : NaN;
    }
    return values;
  }
}

const IS_LITTLE = endianness() === 'LE';
