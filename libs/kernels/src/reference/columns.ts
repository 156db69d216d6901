import { COLUMN_MAPS } from '../columns/maps.js';
import { NoiseMemory } from '../columns/noise-memory.js';
import { sigmaOf } from '../columns/sigma-at.js';
import type { ColumnId, Columns, ColumnsSpec } from '../columns.js';
import { bytesPerPixel } from '../pixel-type.js';
import { maskBytes } from '../selection.js';
import { spectraOf } from './spectra.js';

/** Pixels that are decoded at a time. */
const CHUNK = 64;

/** Spectrum by spectrum. */
export class ReferenceColumns implements Columns {
  private readonly bytes: Uint8Array;
  private readonly masks: Uint8Array;
  private readonly noise: NoiseMemory;

  constructor(private readonly spec: ColumnsSpec) {
    this.bytes = new Uint8Array(spec.channels * spec.count * bytesPerPixel(spec.pixels));
    this.noise = new NoiseMemory(spec);
    this.masks = new Uint8Array(spec.mask ? spec.channels * maskBytes(spec.count) : 0).fill(255);
  }

  input(channel: number): Uint8Array {
    const length = this.bytes.length / this.spec.channels;
    return this.bytes.subarray(channel * length, (channel + 1) * length);
  }

  mask(channel: number): Uint8Array {
    const length = this.masks.length / this.spec.channels;
    return this.masks.subarray(channel * length, (channel + 1) * length);
  }

  noiseInput(channel: number): Uint8Array {
    return this.noise.input(channel);
  }

  finish(): Map<ColumnId | 'nchan', Float64Array | Int32Array> {
    const { spec } = this;
    const n = new Int32Array(spec.count);
    const maps = new Map<ColumnId | 'nchan', Float64Array | Int32Array>([['nchan', n]]);
    for (const id of spec.want) maps.set(id, new Float64Array(spec.count));
    const sigma = sigmaOf(spec, (channel) => this.noiseInput(channel));
    for (let first = 0; first < spec.count; first += CHUNK) {
      const length = Math.min(CHUNK, spec.count - first);
      const { valid, kept } = spectraOf(spec, this, first, length);
      for (let i = 0; i < length; i++) {
        const column = { spec, pixel: first + i, valid: valid[i], kept: kept[i], sigmaAt: sigma(first + i) };
        n[first + i] = kept[i].reduce((sum, value) => (value === value ? sum + 1 : sum), 0);
        for (const id of spec.want) maps.get(id)![first + i] = COLUMN_MAPS[id](column);
      }
    }
    return maps;
  }
}
