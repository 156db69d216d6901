import { bytesPerPixel } from '#kernels';
import type { ConvolvedPlanes, CubeRef } from '../cube-ref.js';
import type { CubeBlock, CubeReader } from '../plane-reader.js';
import { convolveRows } from './convolve-rows.js';
import { encodeFloats, valuesOf } from './floats.js';
import { gaussianKernel } from './gaussian-kernel.js';
import type { SeparableKernel } from './separable-kernel.js';

/** Read at once where the spectral axis runs fastest; a channel at a time elsewhere. */
const GROUP_BYTES = 32 * 1024 * 1024;

/** Reads a cube whose channels are convolved: the rows beside those that are wanted are read along. */
export class ConvolvedReader implements CubeReader {
  #kernel?: { readonly index: number; readonly kernel: SeparableKernel };

  constructor(
    private readonly ref: CubeRef,
    private readonly derivation: ConvolvedPlanes,
    private readonly source: CubeReader,
  ) {}

  read(k: number, p: number, y0: number, rows: number, into: Uint8Array): void {
    this.readBlock(p, { x0: 0, nx: this.ref.nx, y0, ny: rows }, k, 1, () => into);
  }

  readBlock(p: number, block: CubeBlock, k: number, channels: number, into: (channel: number) => Uint8Array): void {
    const { source } = this.derivation;
    const { x, y, z } = source.strides;
    const largest = this.#margin(p, k, channels);
    const bytes = (block.nx + 2 * largest.x) * (block.ny + 2 * largest.y) * bytesPerPixel(source.pixels);
    const together = z < Math.min(x, y) ? Math.max(1, Math.floor(GROUP_BYTES / bytes)) : 1;
    for (let first = 0; first < channels; first += together) {
      const count = Math.min(together, channels - first);
      const found = this.#readWide(p, block, k + first, count, largest);
      for (let c = 0; c < count; c++) this.#convolve(p, block, k + first + c, found, c, into(k + first + c));
    }
  }

  close(): void {
    this.source.close();
  }

  #margin(p: number, k: number, channels: number): { readonly x: number; readonly y: number } {
    let [x, y] = [0, 0];
    for (let c = k; c < k + channels; c++) {
      const { width, height } = this.#kernelOf(p, c) ?? { width: 1, height: 1 };
      [x, y] = [Math.max(x, width >> 1), Math.max(y, height >> 1)];
    }
    return { x, y };
  }

  #readWide(
    p: number,
    { x0, y0, nx, ny }: CubeBlock,
    k: number,
    channels: number,
    margin: { readonly x: number; readonly y: number },
  ): Wide {
    const { source, x0: left, y0: low } = this.derivation;
    const from = { x: Math.max(0, left + x0 - margin.x), y: Math.max(0, low + y0 - margin.y) };
    const to = { x: Math.min(source.nx, left + x0 + nx + margin.x), y: Math.min(source.ny, low + y0 + ny + margin.y) };
    const block = { x0: from.x, nx: to.x - from.x, y0: from.y, ny: to.y - from.y };
    const size = block.nx * block.ny * bytesPerPixel(source.pixels);
    const bytes = Array.from({ length: channels }, () => new Uint8Array(size));
    this.source.readBlock(p, block, k, channels, (channel) => bytes[channel - k]);
    return { block, bytes };
  }

  #convolve(p: number, { x0, y0, nx, ny }: CubeBlock, k: number, { block, bytes }: Wide, c: number, into: Uint8Array): void {
    const { source, x0: left, y0: low, kernels, fill } = this.derivation;
    const found = new Float64Array(block.nx * block.ny);
    valuesOf(bytes[c], source.pixels, found);
    const kernel = this.#kernelOf(p, k);
    const factor = kernels[4 * (p * this.ref.nz + k) + 3];
    const out = new Float64Array(nx * ny);
    const [halfX, halfY] = [(kernel?.width ?? 1) >> 1, (kernel?.height ?? 1) >> 1];
    // Where the padded rows begin, in the block that was read.
    const [shiftX, shiftY] = [left + x0 - halfX - block.x0, low + y0 - halfY - block.y0];
    const wide = nx + 2 * halfX;
    const values = new Float64Array(wide * (ny + 2 * halfY));
    const valid = new Float64Array(values.length);
    for (let y = Math.max(0, -shiftY); y < Math.min(ny + 2 * halfY, block.ny - shiftY); y++) {
      for (let x = Math.max(0, -shiftX); x < Math.min(wide, block.nx - shiftX); x++) {
        const value = found[(y + shiftY) * block.nx + x + shiftX];
        if (value !== value) continue;
        values[y * wide + x] = value;
        valid[y * wide + x] = 1;
      }
    }
    if (kernel) convolveRows({ values, valid, columns: nx, rows: ny }, kernel, factor, fill, out);
    else for (let i = 0; i < out.length; i++) out[i] = valid[i] !== 0 ? values[i] * factor : NaN;
    encodeFloats(out, this.ref.pixels, into);
  }

  /** undefined: the channel has the beam already. */
  #kernelOf(p: number, k: number): SeparableKernel | undefined {
    const index = 4 * (p * this.ref.nz + k);
    const { kernels } = this.derivation;
    const [xx, xy, yy] = kernels.subarray(index, index + 3);
    if (xx === 0 && yy === 0) return undefined;
    if (this.#kernel?.index !== index) this.#kernel = { index, kernel: gaussianKernel({ xx, xy, yy }) };
    return this.#kernel.kernel;
  }
}

/** What was read: the block of the source, and the bytes of each channel. */
interface Wide {
  readonly block: CubeBlock;
  readonly bytes: readonly Uint8Array[];
}
