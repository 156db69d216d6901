import { UnsupportedError } from '#faults';
import type { Collapse, Collapsed, CollapseSpec } from '../collapse.js';
import { firstCentral, mapsOf } from '../moments/maps.js';
import { addRepair, repairOf, type Repair } from '../moments/repair.js';
import { needsOf, type Needs, type Sums } from '../moments/sums.js';
import type { Cubes } from './cubes.js';
import { factorRows, type Factors } from './factors.js';
import { Feed, type Piece } from './feed.js';
import type { Gpu } from './gpu.js';
import { Picker } from './picker.js';
import { Selector } from './selector.js';
import { extremesOf, squaresOf, sumsOf } from './states.js';
import type { Handle } from './web-gpu.js';

type State = 'sums' | 'squares' | 'extremes';

/** Moments on the GPU. The sums stay there between slabs; they are read back once, and the maps are made of them as in the other backends. */
export class GpuCollapse implements Collapse {
  readonly planes: number;
  private readonly needs: Needs;
  private readonly feed: Feed;
  private readonly rows: Factors;
  private readonly factors: Handle;
  private readonly selector?: Selector;
  private readonly states = new Map<State, Handle>();
  private readonly failed: number;
  private sums?: { readonly sums: Sums; readonly invalid: number };
  private repair?: Repair;
  private picker?: Picker;

  constructor(
    private readonly gpu: Gpu,
    cubes: Cubes,
    private readonly spec: CollapseSpec,
    slabBytes: number,
  ) {
    this.failed = gpu.failed;
    this.needs = needsOf(spec);
    this.feed = new Feed(gpu, cubes, spec, slabBytes);
    this.planes = this.feed.planes;
    this.rows = factorRows(spec, this.needs);
    this.factors = gpu.upload(this.rows.values, [3 << this.rows.shift, spec.channels]);
    if (spec.keep || spec.mask) this.selector = new Selector(gpu, spec, this.feed.stride, this.planes);
    const { stride } = this.feed;
    this.states.set('sums', gpu.buffer([(4 * stride) << this.rows.shift]));
    if (this.needs.squares) this.states.set('squares', gpu.buffer([8 * stride]));
    if (this.needs.maximum || this.needs.minimum) this.states.set('extremes', gpu.buffer([4 * stride]));
  }

  get resident(): boolean {
    return this.feed.resident;
  }

  input(slot = 0): Uint8Array {
    return this.feed.input(slot);
  }

  noiseInput(): never {
    throw new UnsupportedError('moments on the GPU take no planes of noise');
  }

  async add(channel: number, planes = 1, mask?: Uint8Array): Promise<void> {
    for (const piece of await this.feed.add(channel, planes)) {
      const selected = await this.selector?.select(piece, this.spec.mask ? mask : undefined);
      const chosen = selected ? { ...piece, slab: selected, start: 0 } : piece;
      await (this.repair ? this.addAgain(chosen, this.repair) : this.addFirst(chosen));
      selected?.delete();
    }
  }

  async again(): Promise<boolean> {
    if (this.repair) return false;
    const { sums } = await this.collected();
    this.repair = repairOf(this.spec, this.needs, sums, firstCentral(sums, this.spec));
    if (this.repair) this.picker = new Picker(this.gpu, this.repair.pixels);
    return this.repair !== undefined;
  }

  async finish(): Promise<Collapsed> {
    try {
      const { sums, invalid } = await this.collected();
      this.gpu.check(this.failed);
      return mapsOf(this.spec, sums, this.repair, invalid);
    } finally {
      this.close();
    }
  }

  close(): void {
    for (const handle of [this.factors, ...this.states.values()]) handle.delete();
    this.states.clear();
    this.selector?.close();
    this.picker?.close();
    this.feed.close();
  }

  private async addFirst({ slab, start, channel, planes }: Piece): Promise<void> {
    const parameters: Readonly<Record<State, (state: Handle) => (Handle | number)[]>> = {
      sums: (state) => [slab, state, this.factors, start, planes, channel, this.rows.shift],
      squares: (state) => [slab, state, start, planes],
      extremes: (state) => [slab, state, start, planes, channel],
    };
    for (const [id, state] of this.states) {
      const floats = state.output[0];
      this.states.set(id, await this.gpu.run(id, [floats / 4], [floats], parameters[id](state)));
      state.delete();
    }
  }

  private async addAgain(piece: Piece, repair: Repair): Promise<void> {
    const { coordinates, widths } = this.spec;
    let k = piece.channel;
    for await (const values of this.picker!.pick(piece)) {
      addRepair(repair, values, coordinates[k], widths[k]);
      k += 1;
    }
  }

  private async collected(): Promise<{ sums: Sums; invalid: number }> {
    if (this.sums) return this.sums;
    const read = (id: State) => {
      const state = this.states.get(id);
      return state && this.gpu.read(state, state.output[0]);
    };
    const [sums, squares, extremes] = await Promise.all([read('sums'), read('squares'), read('extremes')]);
    this.gpu.check(this.failed);
    this.feed.complete();
    const { count } = this.spec;
    const { needs } = this;
    const { invalid, ...first } = sumsOf(sums!, count, this.rows, needs);
    const all: Sums = { ...first, ...(squares && squaresOf(squares, count)), ...(extremes && extremesOf(extremes, count)), errors: [] };
    this.sums = { sums: all, invalid };
    return this.sums;
  }
}
