import type { BoundedDirectory } from './bounded-directory.js';
import { STATE_BYTES, type InflateState } from './inflater.js';
import { packed, SideFile, unpacked } from './side-file.js';

/** A place where the inflating can begin: `out` bytes into what is inside, `at` bytes into the gzip file. */
export interface RestartPoint {
  readonly out: number;
  readonly at: number;
}

/** In memory until they are saved, then the number of a piece of the side file. */
interface Kept extends RestartPoint {
  readonly bytes: number;
  readonly state: Uint8Array | number;
}

interface Meta {
  readonly spacing: number;
  readonly points: readonly (readonly [out: number, at: number])[];
}

const LEAST_SPACING = 4 * 1024 * 1024;
/** What the points of one file may take; a point of noise takes 32 KiB. Beyond it, every second one goes. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Points that wait to be saved. */
const MOST_UNSAVED = 64;
const SAVE_MS = 1000;

/** The restart points of one gzip file, kept in a side file. Whatever happens to that, points are missing and never wrong. */
export class RestartPoints {
  #points: Kept[] = [];
  #spacing = LEAST_SPACING;
  #file: SideFile<Meta> | undefined;
  #unsaved = 0;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly directory: BoundedDirectory | undefined,
    private readonly name: string,
    private readonly about: string,
  ) {}

  /** Without a directory nothing is kept. */
  static async load(directory: BoundedDirectory | undefined, name: string, about: string): Promise<RestartPoints> {
    const points = new RestartPoints(directory, name, about);
    points.#take(directory && (await SideFile.open<Meta>(directory, name, about)));
    return points;
  }

  /** The closest point that lies no further than `out`. */
  before(out: number): RestartPoint | undefined {
    return this.#points.findLast((point) => point.out <= out);
  }

  /** Undefined when it is no longer there: the point is then forgotten. */
  async stateOf(point: RestartPoint): Promise<InflateState | undefined> {
    const { state } = point as Kept;
    const piece = typeof state === 'number' ? await this.#file?.packed(state) : state;
    const whole = await unpacked(piece, STATE_BYTES);
    if (whole !== undefined) return new Uint8Array(whole);
    this.#points = this.#points.filter((other) => other !== point);
    return undefined;
  }

  /** Keeps the state if no other point is near. */
  async offer({ out, at }: RestartPoint, state: InflateState): Promise<void> {
    if (this.directory === undefined || this.#isNear(out)) return;
    const piece = await packed(state);
    if (this.#isNear(out)) return;
    this.#points.push({ out, at, bytes: piece.length, state: piece });
    this.#points.sort((a, b) => a.out - b.out);
    while (this.#points.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES) this.#thin();
    if (++this.#unsaved >= MOST_UNSAVED) await this.save();
  }

  /** When there has been nothing new for a while. */
  saveSoon(): void {
    if (this.#unsaved === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), SAVE_MS).unref();
  }

  /** Side files that cannot be written are done without. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#saving = this.#saving
      .then(() => this.#save())
      .catch(() => {
        this.#points = this.#points.filter(({ state }) => typeof state === 'number'); // memory is not the place for them
      });
    return this.#saving;
  }

  async #save(): Promise<void> {
    if (this.directory === undefined || this.#unsaved === 0) return;
    this.#unsaved = 0;
    const points: RestartPoint[] = [];
    const pieces: Uint8Array[] = [];
    const present = this.#points.slice(); // others may come while these are read
    for (const { out, at, state } of present) {
      const piece = typeof state === 'number' ? await this.#file?.packed(state) : state;
      if (piece === undefined) continue;
      points.push({ out, at });
      pieces.push(piece);
    }
    const meta: Meta = { spacing: this.#spacing, points: points.map(({ out, at }) => [out, at]) };
    const late = this.#points;
    this.#take(await SideFile.store(this.directory, this.name, this.about, meta, pieces));
    // Those that came meanwhile.
    this.#points.push(...late.filter((point) => typeof point.state !== 'number' && !this.#isNear(point.out)));
    this.#points.sort((a, b) => a.out - b.out);
  }

  #take(file: SideFile<Meta> | undefined): void {
    if (file === undefined || file.meta.points.length !== file.count) return;
    this.#file = file;
    this.#spacing = file.meta.spacing;
    this.#points = file.meta.points.map(([out, at], i) => ({ out, at, bytes: file.bytesOf(i), state: i }));
  }

  #isNear(out: number): boolean {
    return out < this.#spacing || this.#points.some((point) => Math.abs(point.out - out) < this.#spacing);
  }

  #thin(): void {
    this.#spacing *= 2;
    let last = 0;
    this.#points = this.#points.filter(({ out }) => {
      const stays = out - last >= this.#spacing;
      if (stays) last = out;
      return stays;
    });
  }
}
