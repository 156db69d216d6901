import type { Collapse, Collapsed, CollapseSpec } from '../collapse.js';
import type { Central } from '../moments/central.js';
import { firstCentral, mapsOf } from '../moments/maps.js';
import { repairOf, type Repair } from '../moments/repair.js';
import { needsOf, type Needs, type Sums } from '../moments/sums.js';
import { factorsOf } from '../reference/factors.js';
import { Arena } from './instance.js';
import { RepairStage } from './repair-stage.js';
import { convertPlanes, isPlain, SelectStage, strideOf } from './stage.js';
import { SumsMemory } from './sums-memory.js';

/** Planes at a time: sums stay in registers while so many are added. */
const PLANES = 8;

/** Pixels that go through all stages before the next ones: they and their sums stay in the innermost cache. */
const CHUNK = 512;

export class WasmCollapse implements Collapse {
  readonly planes = PLANES;
  private readonly arena = new Arena();
  private readonly needs: Needs;
  private readonly sums: SumsMemory;
  private readonly select: SelectStage;
  private readonly stride: number;
  private readonly inputs: number;
  private readonly noiseStride: number = 0;
  private readonly noiseInputs: number = 0;
  /** float32 goes straight in */
  private readonly plain: boolean;
  private readonly scratch: number;
  private readonly factors: number;
  private read?: { readonly sums: Sums; readonly central: Central };
  private repair?: Repair;
  private repairing?: RepairStage;
  private invalid = 0;

  constructor(private readonly spec: CollapseSpec) {
    const { arena } = this;
    this.needs = needsOf(spec);
    this.stride = strideOf(spec.pixels, spec.count);
    this.inputs = arena.place(PLANES * this.stride);
    if (spec.noise && 'planes' in spec.noise) {
      this.noiseStride = strideOf(spec.noise.planes, spec.count);
      this.noiseInputs = arena.place(PLANES * this.noiseStride);
    }
    this.select = new SelectStage(arena, spec, PLANES);
    this.sums = new SumsMemory(arena, spec, this.needs);
    this.plain = isPlain(spec.pixels) && this.select.none && !this.sums.hasErrors;
    this.scratch = arena.place(this.plain ? 0 : PLANES * CHUNK * 8);
    this.factors = arena.place(PLANES * 5 * 8);
    this.sums.begin(this.plain);
  }

  input(slot = 0): Uint8Array {
    return this.arena.bytes(this.inputs + slot * this.stride, this.stride).subarray(0, this.rowBytes(this.spec.pixels.bitpix));
  }

  noiseInput(slot = 0): Uint8Array {
    const bitpix = this.spec.noise && 'planes' in this.spec.noise ? this.spec.noise.planes.bitpix : 0;
    return this.arena.bytes(this.noiseInputs + slot * this.noiseStride, this.noiseStride).subarray(0, this.rowBytes(bitpix));
  }

  add(channel: number, planes = 1, mask?: Uint8Array): void {
    if (this.repairing) return this.repairing.add((slot) => this.input(slot), channel, planes, mask);
    this.select.masks(mask);
    this.placeFactors(channel, planes);
    const { count } = this.spec;
    for (let first = 0; first < count; first += CHUNK) {
      const pixels = Math.min(CHUNK, count - first);
      if (this.plain) this.sums.add(this.inputs + 4 * first, this.stride, this.factors, channel, planes, first, pixels);
      else this.addWide(channel, planes, first, pixels);
    }
  }

  again(): boolean {
    if (this.repair) return false;
    const { sums, central } = (this.read = this.readSums());
    this.repair = repairOf(this.spec, this.needs, sums, central);
    this.repairing = this.repair && new RepairStage(this.spec, this.repair);
    return this.repair !== undefined;
  }

  finish(): Collapsed {
    const { sums, central } = this.read ?? this.readSums();
    const { count, channels } = this.spec;
    const invalid = this.plain ? count * channels - total(sums.n) : this.invalid;
    this.arena.release();
    return mapsOf(this.spec, sums, this.repair, invalid, central);
  }

  private readSums(): { readonly sums: Sums; readonly central: Central } {
    const sums = this.sums.read();
    return { sums, central: firstCentral(sums, this.spec) };
  }

  private addWide(channel: number, planes: number, first: number, pixels: number): void {
    const { arena, spec, scratch, sums } = this;
    const width = Math.abs(spec.pixels.bitpix) / 8;
    const { stride } = this;
    const piece = { from: this.inputs + first * width, stride, planes, count: pixels };
    const layout = { at: scratch, step: 32, planeStep: CHUNK * 8 };
    this.invalid += planes * pixels - convertPlanes(arena, spec.pixels, piece, layout);
    for (let slot = 0; slot < planes; slot++) {
      const at = scratch + slot * CHUNK * 8;
      this.select.apply(channel + slot, slot, at, first, pixels);
      if (sums.hasErrors) sums.addErrors(channel + slot, at, this.noiseInputs + slot * this.noiseStride, first, pixels);
    }
    if (!sums.hasVariances) return sums.add(scratch, CHUNK * 8, this.factors, channel, planes, first, pixels);
    for (let slot = 0; slot < planes; slot++) {
      const factors = this.factors + slot * 8 * (this.needs.order + 1);
      sums.add(scratch + slot * CHUNK * 8, 0, factors, channel + slot, 1, first, pixels);
      sums.followVariance(channel + slot, this.noiseInputs + slot * this.noiseStride, first, pixels);
    }
  }

  private placeFactors(channel: number, planes: number): void {
    const orders = this.needs.order + 1;
    const at = this.arena.doubles(this.factors, planes * orders);
    for (let slot = 0; slot < planes; slot++) at.set(factorsOf(this.spec, channel + slot, orders), slot * orders);
  }

  private rowBytes(bitpix: number): number {
    return (this.spec.count * Math.abs(bitpix)) / 8;
  }
}

function total(counts: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}
