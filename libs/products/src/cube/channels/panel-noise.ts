import { medianOf } from '#kernels';
import type { MapBytes } from '../moment/map-bytes.js';

/** Numbers that are kept of all maps together: 32 MiB. */
const MOST_VALUES = 1 << 22;

/** Of maps of so many pixels every so many count. */
export const strideOf = (maps: number, pixels: number): number => Math.max(1, Math.ceil((pixels * maps) / MOST_VALUES));

/** 1.4826 times the median distance from the median of each map, of every n-th pixel where maps are large. */
export class PanelNoise {
  /** every so many pixels of a map count */
  readonly stride: number;
  private readonly values: readonly Float64Array[];

  /** @param pixels of each map, planes and all */
  constructor(maps: number, pixels: number) {
    this.stride = strideOf(maps, pixels);
    this.values = Array.from({ length: maps }, () => new Float64Array(Math.ceil(pixels / this.stride)).fill(NaN));
  }

  /** @param first pixel of the map that the stretch begins at */
  add(map: number, first: number, { bytes }: MapBytes, bitpix: -32 | -64): void {
    const { stride } = this;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = -bitpix / 8;
    const values = this.values[map];
    const begin = Math.ceil(first / stride) * stride;
    for (let pixel = begin; (pixel - first) * size < bytes.length; pixel += stride) {
      const at = (pixel - first) * size;
      values[pixel / stride] = bitpix === -32 ? view.getFloat32(at) : view.getFloat64(at);
    }
  }

  /** NaN for a map without a valid pixel. */
  of(map: number): number {
    const values = this.values[map];
    const middle = medianOf(values);
    return 1.4826 * medianOf(values.map((value) => Math.abs(value - middle)));
  }
}
