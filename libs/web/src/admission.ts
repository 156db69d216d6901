import { CancelledError, TransientError } from '#faults';

/** Answers that are streamed at the same time, in this process. */
const MOST = 256;
/** Up to here each may use as much memory as makes it fast; beyond, as little as makes it work. */
const MOST_AT_EASE = 32;
const WAIT_MS = 5000;
const RETRY_AFTER_SECONDS = 10;

/** A place among the answers that are streamed; `ample` says that there is memory enough to read ahead. */
export interface Place {
  readonly ample: boolean;
  leave(): void;
}

export interface AdmissionOptions {
  /** 256 */
  readonly places?: number;
  /** bytes that all who have a place may need together; nobody counts them when it is not given */
  readonly bytes?: number;
  readonly waitMs?: number;
  /** what the places are for, in the plural */
  readonly what?: string;
}

interface Waiting {
  readonly bytes: number;
  go(): void;
}

/**
 * Bounds what all who have a place hold in memory together: who finds none waits a little, then is told to come again. Places are given in the order of
 * coming, so that who needs much is not passed by for ever.
 */
export class Admission {
  /** who had to be told to come again */
  refused = 0;
  private here = 0;
  private bytes = 0;
  private readonly queue: Waiting[] = [];
  private readonly most: number;
  private readonly mostBytes: number;
  private readonly waitMs: number;
  private readonly what: string;

  constructor({ places = MOST, bytes = Infinity, waitMs = WAIT_MS, what = 'downloads' }: AdmissionOptions = {}) {
    this.most = places;
    this.mostBytes = bytes;
    this.waitMs = waitMs;
    this.what = what;
  }

  get active(): number {
    return this.here;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /**
   * @param bytes of memory that will be held; more than there is for all has its place when nobody else has one
   * @throws TransientError when no place comes free in time, CancelledError when the signal says so
   */
  async enter(signal?: AbortSignal, bytes = 0): Promise<Place> {
    if (this.queue.length === 0 && this.fits(bytes)) this.take(bytes);
    else await this.turn(bytes, signal);
    let here = true;
    return {
      ample: this.here <= Math.min(MOST_AT_EASE, this.most),
      leave: () => {
        if (here) this.leave(bytes);
        here = false;
      },
    };
  }

  private fits(bytes: number): boolean {
    return this.here === 0 || (this.here < this.most && this.bytes + bytes <= this.mostBytes);
  }

  private take(bytes: number): void {
    this.here += 1;
    this.bytes += bytes;
  }

  private leave(bytes: number): void {
    this.here -= 1;
    this.bytes -= bytes;
    this.admit();
  }

  /** Who has waited longest comes first, and those behind as long as there is room. */
  private admit(): void {
    for (let [first] = this.queue; first && this.fits(first.bytes); [first] = this.queue) {
      this.take(first.bytes);
      first.go();
    }
  }

  private turn(bytes: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error?: Error): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', left);
        const at = this.queue.indexOf(waiting);
        if (at >= 0) this.queue.splice(at, 1);
        if (!error) return resolve();
        reject(error);
        this.admit(); // who waited behind it may need less
      };
      const waiting: Waiting = { bytes, go: () => end() };
      const left = (): void => end(new CancelledError('the client has gone'));
      const timer = setTimeout(() => {
        this.refused += 1;
        end(new TransientError(this.busy(), RETRY_AFTER_SECONDS));
      }, this.waitMs);
      signal?.addEventListener('abort', left, { once: true });
      this.queue.push(waiting);
      if (signal?.aborted) left();
    });
  }

  private busy(): string {
    return this.here >= this.most
      ? `all ${this.most} places for ${this.what} are taken; try again later`
      : `the memory for ${this.what} is taken; try again later`;
  }
}
