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

/** Bounds what all who have a place hold in memory together: who finds none waits a little, then is told to come again. */
export class Admission {
  private streams = 0;
  private readonly queue: (() => void)[] = [];

  /** @param what the places are for, in the plural */
  constructor(
    private readonly most = MOST,
    private readonly waitMs = WAIT_MS,
    private readonly what = 'downloads',
  ) {}

  /** @throws TransientError when no place comes free in time, CancelledError when the signal says so */
  async enter(signal?: AbortSignal): Promise<Place> {
    if (this.streams >= this.most) await this.turn(signal);
    else this.streams += 1;
    let here = true;
    return {
      ample: this.streams <= Math.min(MOST_AT_EASE, this.most),
      leave: () => {
        if (here) this.pass();
        here = false;
      },
    };
  }

  /** The place goes to whoever has waited longest. */
  private pass(): void {
    const next = this.queue.shift();
    if (next) next();
    else this.streams -= 1;
  }

  private turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error?: Error): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', left);
        const at = this.queue.indexOf(go);
        if (at >= 0) this.queue.splice(at, 1);
        if (error) reject(error);
        else resolve();
      };
      const go = (): void => end();
      const left = (): void => end(new CancelledError('the client has gone'));
      const busy = new TransientError(`all ${this.most} places for ${this.what} are taken; try again later`, RETRY_AFTER_SECONDS);
      const timer = setTimeout(() => end(busy), this.waitMs);
      signal?.addEventListener('abort', left, { once: true });
      this.queue.push(go);
    });
  }
}
