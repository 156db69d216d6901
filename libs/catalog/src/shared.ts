import { CancelledError } from '#faults';

interface Flight<T> {
  readonly done: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
  isDone: boolean;
}

/**
 * Something that is made when it is first asked for, once for all who ask, and kept; a failure is not. Who asks may go: when nobody waits any more, the
 * making is ended.
 */
export class Shared<T> {
  private flight: Flight<T> | undefined;

  /** @param make ends by throwing when its signal says that nobody wants it any more */
  constructor(private readonly make: (signal: AbortSignal) => Promise<T>) {}

  /** @throws what making it throws; the reason of the signal */
  async get(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    // From the last look to the new flight there is no await, for two who come at the same time are to share it.
    for (let given = this.givenUp(); given; given = this.givenUp()) await untilAborted(given, signal);
    const flight = (this.flight ??= this.depart());
    flight.waiting += 1;
    try {
      return await untilAborted(flight.done, signal);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0 && !flight.isDone) flight.stop.abort(new CancelledError('nobody waits for this any more'));
    }
  }

  /** Waits until it is not being made; what has been made, if anything. */
  async settled(): Promise<T | undefined> {
    return this.flight?.done.catch(() => undefined);
  }

  private depart(): Flight<T> {
    const stop = new AbortController();
    const done = this.make(stop.signal).then(
      (value) => {
        flight.isDone = true;
        return value;
      },
      (error: unknown) => {
        this.flight = undefined;
        throw error;
      },
    );
    done.catch(() => undefined); // told to those who wait, and perhaps nobody does any more
    const flight: Flight<T> = { done, stop, waiting: 0, isDone: false };
    return flight;
  }

  /** Settles when what nobody waited for any more has ended: until then it may still read. */
  private givenUp(): Promise<unknown> | undefined {
    const { flight } = this;
    return flight?.stop.signal.aborted && !flight.isDone ? flight.done.catch(() => undefined) : undefined;
  }
}

/** A promise that others wait for as well: this one stops waiting when the signal says so. */
async function untilAborted<T>(done: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return done;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const leave = (): void => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([aborted, done]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
