import type { Collapse, Collapsed, CollapseSpec } from '../collapse.js';
import { firstCentral, mapsOf } from '../moments/maps.js';
import { addRepair, repairOf, type Repair } from '../moments/repair.js';
import { emptySums, needsOf, type Needs, type Sums } from '../moments/sums.js';
import { toVariances } from '../noise/noise-planes.js';
import { bytesPerPixel } from '../pixel-type.js';
import { maskBytes } from '../selection.js';
import { decode } from './decode.js';
import { addErrors, nothingBefore, type Before } from './errors.js';
import { factorsOf } from './factors.js';
import { select } from './select.js';

/** As the definitions read, plane by plane. */
export class ReferenceCollapse implements Collapse {
  readonly planes = 1;
  private readonly needs: Needs;
  private readonly sums: Sums;
  private readonly bytes: Uint8Array;
  private readonly noiseBytes: Uint8Array;
  private readonly values: Float64Array;
  private readonly variances?: Float64Array;
  private readonly before: Before;
  private repair?: Repair;
  private invalid = 0;

  constructor(private readonly spec: CollapseSpec) {
    const planes = spec.noise && 'planes' in spec.noise ? spec.noise.planes : undefined;
    this.needs = needsOf(spec);
    this.sums = emptySums(this.needs, spec.count, planes !== undefined);
    this.bytes = new Uint8Array(spec.count * bytesPerPixel(spec.pixels));
    this.noiseBytes = new Uint8Array(planes ? spec.count * bytesPerPixel(planes) : 0);
    this.values = new Float64Array(spec.count);
    this.variances = planes && new Float64Array(spec.count);
    this.before = nothingBefore(spec);
  }

  input(): Uint8Array {
    return this.bytes;
  }

  noiseInput(): Uint8Array {
    return this.noiseBytes;
  }

  add(channel: number, _planes = 1, mask?: Uint8Array): void {
    const { spec, values } = this;
    decode(this.bytes, spec.pixels, values);
    const invalid = values.reduce((sum, value) => (value === value ? sum : sum + 1), 0);
    select(spec, channel, values, mask?.subarray(0, maskBytes(spec.count)));
    if (this.repair) {
      const kept = Float64Array.from(this.repair.pixels, (i) => values[i]);
      return addRepair(this.repair, kept, spec.coordinates[channel], spec.widths[channel]);
    }
    this.invalid += invalid;
    const { variances, noiseBytes } = this;
    if (variances && spec.noise && 'planes' in spec.noise) {
      decode(noiseBytes, spec.noise.planes, variances);
      toVariances(variances, spec.noise.power);
    }
    addPlane(this.sums, spec, channel, values, variances);
    addErrors(this.sums, spec, channel, values, this.before, variances);
  }

  again(): boolean {
    if (this.repair) return false;
    this.repair = repairOf(this.spec, this.needs, this.sums, firstCentral(this.sums, this.spec));
    return this.repair !== undefined;
  }

  finish(): Collapsed {
    return mapsOf(this.spec, this.sums, this.repair, this.invalid);
  }
}

function addPlane(sums: Sums, spec: CollapseSpec, channel: number, values: Float64Array, variances?: Float64Array): void {
  const { n, powers, sum, squares, maximum, maximumAt, minimum, minimumAt, maximumVariance, minimumVariance } = sums;
  const factors = factorsOf(spec, channel, powers.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== value) continue;
    n[i] += 1;
    for (let p = 0; p < powers.length; p++) powers[p][i] += value * factors[p];
    if (sum) sum[i] += value;
    if (squares) squares[i] += value * value;
    if (maximum && value > maximum[i]) {
      maximum[i] = value;
      maximumAt![i] = channel;
      if (maximumVariance) maximumVariance[i] = variances![i];
    }
    if (minimum && value < minimum[i]) {
      minimum[i] = value;
      minimumAt![i] = channel;
      if (minimumVariance) minimumVariance[i] = variances![i];
    }
  }
}
