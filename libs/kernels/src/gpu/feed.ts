import { bytesPerPixel, type PixelType } from '../pixel-type.js';
import type { Cube, Cubes } from './cubes.js';
import type { Gpu } from './gpu.js';
import { parametersOf } from './samples.js';
import type { GpuBuffer, Handle } from './web-gpu.js';

export interface Fed {
  readonly pixels: PixelType;
  readonly count: number;
  readonly channels: number;
  readonly cube?: string;
  readonly keep?: unknown;
  readonly mask?: unknown;
}

/** Planes start … start + planes − 1 of a slab: channels from `channel` on. `source` is the first of them among those that were added. */
export interface Piece {
  readonly slab: Handle;
  readonly start: number;
  readonly channel: number;
  readonly planes: number;
  readonly source: number;
}

/** Planes on their way to the GPU: into one slab again and again, or into those of a cube that stays. */
export class Feed {
  readonly planes: number;
  readonly stride: number;
  private readonly planeBytes: number;
  private readonly cube?: Cube;
  private readonly filled = new Set<number>();
  private bytes?: Uint8Array;
  private raw?: GpuBuffer;
  private scratch?: Handle;
  private before: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly gpu: Gpu,
    private readonly cubes: Cubes,
    private readonly fed: Fed,
    slabBytes: number,
  ) {
    this.stride = strideOf(fed.count);
    this.planeBytes = fed.count * bytesPerPixel(fed.pixels);
    const planesIn = (bytes: number) => Math.max(1, Math.min(Math.floor(bytes / (4 * this.stride)), fed.channels, MOST_PLANES));
    const shape = { stride: this.stride, channels: fed.channels, planes: planesIn(gpu.largest) };
    if (fed.cube !== undefined) this.cube = cubes.take(fed.cube, shape) ?? cubes.reserve(fed.cube, shape);
    // What is there needs no memory for planes under way, unless a choice of samples makes a copy of them.
    const copied = !this.resident || fed.keep !== undefined || fed.mask === true;
    this.planes = copied ? planesIn(Math.min(slabBytes, gpu.largest)) : shape.planes;
  }

  /** the planes are on the GPU already */
  get resident(): boolean {
    return this.cube?.complete === true;
  }

  input(slot = 0): Uint8Array {
    this.bytes ??= new Uint8Array(Math.ceil((this.planes * this.planeBytes) / 4) * 4);
    return this.bytes.subarray(slot * this.planeBytes, (slot + 1) * this.planeBytes);
  }

  /** Uploads what was read into `input`, while the GPU may still work on what came before; not what is there already. */
  async add(channel: number, planes: number): Promise<readonly Piece[]> {
    const pieces = this.piecesOf(channel, planes);
    if (this.resident) return pieces;
    await this.before;
    this.raw ??= this.gpu.raw(this.planes * this.planeBytes);
    this.input();
    this.gpu.write(this.raw, this.bytes!.subarray(0, Math.ceil((planes * this.planeBytes) / 4) * 4));
    for (const piece of pieces) {
      const parameters = parametersOf(this.fed.pixels, this.fed.count, this.stride, piece.source, piece.start);
      this.gpu.shade('decode', parameters, this.raw, piece.slab.buffer, this.stride, piece.planes);
      for (let k = 0; k < piece.planes; k++) this.filled.add(piece.channel + k);
    }
    this.before = this.gpu.done();
    return pieces;
  }

  /** All channels were added and nothing went wrong: a cube that is to stay is complete from now on. */
  complete(): void {
    if (this.cube && this.filled.size === this.fed.channels) this.cube.complete = true;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.cube) this.cubes.giveBack(this.cube);
    this.scratch?.delete();
    this.raw?.destroy();
    this.bytes = undefined;
  }

  private piecesOf(channel: number, planes: number): Piece[] {
    if (!this.cube) {
      this.scratch ??= this.gpu.buffer([this.stride, this.planes]);
      return [{ slab: this.scratch, start: 0, channel, planes, source: 0 }];
    }
    const pieces: Piece[] = [];
    for (let k = channel; k < channel + planes;) {
      const start = k % this.cube.planes;
      const count = Math.min(this.cube.planes - start, channel + planes - k);
      pieces.push({ slab: this.slabAt(this.cube, (k - start) / this.cube.planes), start, channel: k, planes: count, source: k - channel });
      k += count;
    }
    return pieces;
  }

  private slabAt({ slabs, channels, planes }: Cube, index: number): Handle {
    slabs[index] ??= this.gpu.buffer([this.stride, Math.min(planes, channels - index * planes)]);
    return slabs[index];
  }
}

/** Of the groups of a dispatch in z. */
const MOST_PLANES = 32_768;

/** Pixels of a plane in a slab: whole groups of 64. */
export function strideOf(count: number): number {
  return Math.ceil(count / 64) * 64;
}
