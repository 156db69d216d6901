import { medianOf, type Collapse, type CollapseSpec } from '#kernels';
import { backendOf } from '../backends.js';
import type { MomentJob } from './moment-work.js';
import type { MapId } from './moment-request.js';

type Maps = ReadonlyMap<MapId | 'nchan', Float64Array | Int32Array>;

/** LIMWIDTH (kernels.md §8): where no channel is kept moment 0 is 0, its error σΔ√(W/Δ); σ: root of the mean σ² of all valid samples of the pixel. */
export class UpperLimits {
  private readonly all: Collapse;
  private readonly width: number;

  constructor({ cube, block, kernel, limitWidth }: MomentJob, spec: Omit<CollapseSpec, 'count' | 'pixels'>) {
    this.width = limitWidth! * medianOf(spec.widths);
    const noise = spec.noise && { ...spec.noise, correlation: undefined, baseline: undefined };
    this.all = backendOf(kernel === 'gpu' ? 'wasm' : kernel).collapse({
      pixels: cube.pixels,
      count: block.nx * block.ny,
      channels: cube.nz,
      coordinates: spec.coordinates,
      widths: new Float64Array(cube.nz).fill(1),
      reference: 0,
      want: ['error0'],
      noise,
    });
  }

  /** The planes that another kernel is about to take. */
  async add(from: Collapse, first: number, planes: number, hasNoise: boolean): Promise<void> {
    const { all } = this;
    for (let slot = 0; slot < planes; slot += all.planes) {
      const some = Math.min(all.planes, planes - slot);
      for (let s = 0; s < some; s++) {
        all.input(s).set(from.input(slot + s));
        if (hasNoise) all.noiseInput(s).set(from.noiseInput(slot + s));
      }
      await all.add(first + slot, some);
    }
  }

  async fill(maps: Maps): Promise<void> {
    const { maps: whole } = await this.all.finish();
    const [total, valid] = [whole.get('error0')!, whole.get('nchan')!];
    const nchan = maps.get('nchan')!;
    for (let i = 0; i < nchan.length; i++) {
      if (nchan[i] > 0 || valid[i] === 0) continue;
      const error = Math.sqrt((total[i] * total[i] * this.width) / valid[i]);
      for (const [id, value] of [
        [0, 0],
        ['error0', error],
        ['snr', 0],
      ] as const) {
        // prettier-ignore
        const map = maps.get(id);
        if (map && error > 0) map[i] = value;
      }
    }
  }
}
