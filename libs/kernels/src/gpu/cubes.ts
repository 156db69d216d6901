import type { Handle } from './web-gpu.js';

/** The planes of a section, decoded, in memory of the GPU. */
export interface Cube {
  readonly key: string;
  readonly bytes: number;
  readonly stride: number;
  readonly channels: number;
  /** each of so many planes, the last one of fewer */
  readonly planes: number;
  readonly slabs: Handle[];
  /** all channels are there */
  complete: boolean;
  /** operations under way on it */
  users: number;
}

/** Cubes kept on the GPU, the least recently used ones given up first; those in use stay. */
export class Cubes {
  /** cubes that were there when they were asked for */
  hits = 0;
  private readonly kept = new Map<string, Cube>();

  constructor(private readonly most: number) {}

  get count(): number {
    return this.kept.size;
  }

  get bytes(): number {
    return [...this.kept.values()].reduce((sum, cube) => sum + cube.bytes, 0);
  }

  /** Whether a cube is complete whose name begins so. */
  has(start: string): boolean {
    return [...this.kept.values()].some(({ key, complete }) => complete && key.startsWith(start));
  }

  /** A cube that is complete; to be given back. */
  take(key: string, shape: Pick<Cube, 'stride' | 'channels' | 'planes'>): Cube | undefined {
    const cube = this.kept.get(key);
    const same = cube?.stride === shape.stride && cube.channels === shape.channels && cube.planes === shape.planes;
    if (!cube?.complete || !same) return undefined;
    this.kept.delete(key);
    this.kept.set(key, cube);
    cube.users += 1;
    this.hits += 1;
    return cube;
  }

  /** Room for a new cube, to be filled and given back; undefined when it is too large beside those in use, or someone else fills it. */
  reserve(key: string, shape: Pick<Cube, 'stride' | 'channels' | 'planes'>): Cube | undefined {
    const bytes = 4 * shape.stride * shape.channels;
    const before = this.kept.get(key);
    const inUse = [...this.kept.values()].reduce((sum, cube) => (cube.users > 0 ? sum + cube.bytes : sum), 0);
    if (bytes + inUse > this.most || (before && before.users > 0)) return undefined;
    if (before) this.drop(before);
    for (const cube of this.kept.values()) if (this.bytes + bytes > this.most && cube.users === 0) this.drop(cube);
    const cube: Cube = { key, bytes, ...shape, slabs: [], complete: false, users: 1 };
    this.kept.set(key, cube);
    return cube;
  }

  giveBack(cube: Cube): void {
    cube.users -= 1;
    if (cube.users === 0 && !cube.complete) this.drop(cube);
  }

  clear(): void {
    for (const cube of this.kept.values()) if (cube.users === 0) this.drop(cube);
  }

  private drop(cube: Cube): void {
    this.kept.delete(cube.key);
    cube.slabs.forEach((slab) => slab.delete());
  }
}
