import { bytesPerPixel } from '#kernels';
import type { CubeRef, PolarizedPlane } from '../cube-ref.js';
import type { CubeBlock, CubeReader } from '../plane-reader.js';
import { encodeFloats, valuesOf } from './floats.js';

/** Channels that are held at once. */
const GROUP_BYTES = 16 * 1024 * 1024;

/** Reads a plane of linear polarization, made of Q and U (kernels.md §5). */
export class PolarizedReader implements CubeReader {
  constructor(
    private readonly ref: CubeRef,
    private readonly derivation: PolarizedPlane,
    private readonly source: CubeReader,
  ) {}

  read(k: number, p: number, y0: number, rows: number, into: Uint8Array): void {
    this.readBlock(p, { x0: 0, nx: this.ref.nx, y0, ny: rows }, k, 1, () => into);
  }

  readBlock(p: number, block: CubeBlock, k: number, channels: number, into: (channel: number) => Uint8Array): void {
    const { q, u, state, source } = this.derivation;
    const count = block.nx * block.ny;
    const size = count * bytesPerPixel(source.pixels);
    const together = Math.max(1, Math.min(channels, Math.floor(GROUP_BYTES / size / 2)));
    const bytes = new Uint8Array(2 * together * size);
    const [valuesQ, valuesU] = [new Float64Array(count), new Float64Array(count)];
    const at = (slot: number): Uint8Array => bytes.subarray(slot * size, (slot + 1) * size);
    const make = MAKERS[state];
    for (let first = k; first < k + channels; first += together) {
      const group = Math.min(together, k + channels - first);
      this.source.readBlock(q[p], block, first, group, (channel) => at(channel - first));
      this.source.readBlock(u[p], block, first, group, (channel) => at(together + channel - first));
      for (let c = 0; c < group; c++) {
        valuesOf(at(c), source.pixels, valuesQ);
        valuesOf(at(together + c), source.pixels, valuesU);
        make(valuesQ, valuesU);
        encodeFloats(valuesQ, this.ref.pixels, into(first + c));
      }
    }
  }

  close(): void {
    this.source.close();
  }
}

/** The result stands where Q stood; what is not valid in one of them is not valid here. */
const MAKERS: Readonly<Record<PolarizedPlane['state'], (q: Float64Array, u: Float64Array) => void>> = {
  POLI(q, u) {
    for (let i = 0; i < q.length; i++) q[i] = Math.sqrt(q[i] * q[i] + u[i] * u[i]);
  },
  POLA(q, u) {
    for (let i = 0; i < q.length; i++) q[i] = Math.atan2(u[i], q[i]) * HALF_DEGREES;
  },
};

const HALF_DEGREES = 90 / Math.PI;
