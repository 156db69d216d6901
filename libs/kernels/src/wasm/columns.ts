import { COLUMN_MAPS } from '../columns/maps.js';
import { NoiseMemory } from '../columns/noise-memory.js';
import { sigmaOf } from '../columns/sigma-at.js';
import type { ColumnId, Columns, ColumnsSpec } from '../columns.js';
import { bytesPerPixel, type PixelType } from '../pixel-type.js';
import { spectraOf } from '../reference/spectra.js';
import { maskBytes } from '../selection.js';
import { Arena } from './instance.js';
import { convertPlanes, SelectStage, strideOf } from './stage.js';

/** Pixels that are converted at a time. */
const CHUNK = 64;

/** Bytes of four float64. */
const FOUR = 32;

/** Medians and deviations side by side in the lanes; the places and widths of peaks in plain TypeScript. */
export class WasmColumns implements Columns {
  private readonly arena = new Arena();
  private readonly stride: number;
  private readonly inputs: number;
  private readonly masks: number;
  private readonly noise: NoiseMemory;
  private readonly select: SelectStage;
  /** bytes from four spectra to the next: a line more, lest all fall into the same sets of the cache */
  private readonly group: number;
  private readonly scratch: number;
  private readonly column: number;
  private readonly out: number;
  private readonly kept: number;
  private readonly widths: number;
  private readonly edges: number;
  private readonly centres: number;

  constructor(private readonly spec: ColumnsSpec) {
    const { arena } = this;
    const { channels, count } = spec;
    this.stride = strideOf(spec.pixels, count) + 64;
    this.inputs = arena.place(channels * this.stride);
    this.noise = new NoiseMemory(spec);
    this.masks = spec.mask ? arena.place(channels * maskBytes(count)) : 0;
    if (spec.mask) arena.bytes(this.masks, channels * maskBytes(count)).fill(255);
    this.select = new SelectStage(arena, spec, 0, this.masks);
    this.group = channels * FOUR + 64;
    this.scratch = arena.place((CHUNK / 4) * this.group);
    this.column = arena.place(channels * 16);
    this.out = arena.place(CHUNK * 8);
    this.kept = arena.place(CHUNK * 4);
    this.widths = arena.copy(spec.widths);
    this.edges = arena.copy(spec.edges);
    this.centres = spec.compat === 'casa' ? arena.copy(spec.coordinates) : 0;
  }

  input(channel: number): Uint8Array {
    return this.arena.bytes(this.inputs + channel * this.stride, this.spec.count * bytesPerPixel(this.spec.pixels));
  }

  mask(channel: number): Uint8Array {
    const length = maskBytes(this.spec.count);
    return this.arena.bytes(this.masks + channel * length, this.masks ? length : 0);
  }

  noiseInput(channel: number): Uint8Array {
    return this.noise.input(channel);
  }

  finish(): Map<ColumnId | 'nchan', Float64Array | Int32Array> {
    const { spec, arena } = this;
    const n = new Int32Array(spec.count);
    const maps = new Map<ColumnId | 'nchan', Float64Array | Int32Array>([['nchan', n]]);
    for (const id of spec.want) maps.set(id, new Float64Array(spec.count));
    for (let first = 0; first < spec.count; first += CHUNK) {
      const length = Math.min(CHUNK, spec.count - first);
      this.fill(first, length);
      arena.wasm.countKept(this.scratch, this.group, spec.channels, length, this.kept);
      n.set(arena.integers(this.kept, length), first);
      this.addChunk(maps, first, length);
    }
    return maps;
  }

  private addChunk(maps: Map<ColumnId | 'nchan', Float64Array | Int32Array>, first: number, length: number): void {
    const { arena, spec, scratch, column, out } = this;
    const { wasm } = arena;
    const { channels } = spec;
    const run: Partial<Record<ColumnId, () => void>> = {
      3: () => wasm.medians(scratch, this.group, channels, length, fitsFloat32(spec.pixels) ? 1 : 0, column, out),
      4: () => wasm.medianCoordinates(scratch, this.group, channels, length, this.widths, this.edges, this.centres, out),
      7: () => wasm.meanDeviations(scratch, this.group, channels, length, this.kept, out),
      sigma: () => {
        const used = this.fillLineFree(first, length);
        wasm.medians(scratch, this.group, used, length, fitsFloat32(spec.pixels) ? 1 : 0, column, out);
        wasm.deviations(scratch, this.group, used, length, column, out);
      },
    };
    // `sigma` comes last, for it looks at other samples.
    const inLanes = ([3, 4, 7, 'sigma'] as const).filter((id) => maps.has(id));
    for (const id of inLanes) {
      run[id]!();
      maps.get(id)!.set(arena.doubles(out, length), first);
    }
    const others = spec.want.filter((id) => !(id in run));
    if (others.length === 0) return;
    const { valid, kept } = spectraOf(spec, this, first, length);
    const sigma = sigmaOf(spec, (channel) => this.noiseInput(channel));
    for (let i = 0; i < length; i++) {
      const pixel = first + i;
      const one = { spec, pixel, valid: valid[i], kept: kept[i], sigmaAt: sigma(pixel) };
      for (const id of others) maps.get(id)![pixel] = COLUMN_MAPS[id](one);
    }
  }

  /** The samples kept of some pixels as float64: four spectra side by side, then the next four. */
  private fill(first: number, length: number): void {
    const { spec, scratch, group, select } = this;
    this.convert(0, spec.channels, scratch, first, length);
    if (!select.none) for (let k = 0; k < spec.channels; k++) select.apply(k, k, scratch + k * FOUR, first, length, group);
  }

  /** The valid samples of the channels without lines; answers how many channels. */
  private fillLineFree(first: number, length: number): number {
    const { spec, scratch } = this;
    if (!spec.lineFree) this.convert(0, spec.channels, scratch, first, length);
    let used = 0;
    for (let k = 0; k < spec.channels; k++) if (spec.lineFree?.[k] === 1) this.convert(k, 1, scratch + used++ * FOUR, first, length);
    return spec.lineFree ? used : spec.channels;
  }

  private convert(channel: number, planes: number, at: number, first: number, count: number): void {
    const { arena, spec, stride, group } = this;
    const from = this.inputs + channel * stride + first * bytesPerPixel(spec.pixels);
    convertPlanes(arena, spec.pixels, { from, stride, planes, count }, { at, step: group, planeStep: FOUR });
  }
}

/** Values are float32 as well: four lanes rather than two. */
function fitsFloat32({ bitpix, bscale, bzero }: PixelType): boolean {
  const whole = bitpix === 8 || bitpix === 16;
  return bscale === 1 && (bitpix === -32 ? bzero === 0 : whole && Number.isInteger(bzero) && Math.abs(bzero) <= 2 ** 22);
}
