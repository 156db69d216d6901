import { setImmediate } from 'node:timers/promises';
import { LimitError } from '#faults';
import { padded, type Header } from '#fits';

/** Of all plans of one request together. */
const MOST_BYTES = 64 * 2 ** 20;
/** A header grows by what it says of the cut: some 25 cards. */
const GROWTH_BYTES = 2000;
/** Others go on after so many bytes of headers: some milliseconds. */
const TURN_BYTES = 128 * 1024;

/** What the plans of one request may hold until it is answered (headers, small tables, choices), and turns for others while they are made. */
export class PlanRoom {
  private left = MOST_BYTES;
  private sinceTurn = 0;

  /**
   * Before what is held is made.
   * @param what in the plural, as the subject of the message
   * @throws LimitError
   */
  take(bytes: number, what: string): void {
    if (bytes > this.left)
      throw new LimitError(
        `${what} do not fit into the 64 MiB that the plans of one request may hold; ask for fewer at a time, or for one HDU`,
      );
    this.left -= bytes;
  }

  /** Before a header is changed. @throws the reason of the signal */
  async turn(header: Header, signal?: AbortSignal): Promise<void> {
    this.sinceTurn += header.byteLength;
    if (this.sinceTurn < TURN_BYTES) return;
    this.sinceTurn = 0;
    await setImmediate();
    signal?.throwIfAborted();
  }
}

/** About how long a header will be when it has been changed. */
export function changedLength(header: Header): number {
  return padded(header.byteLength + GROWTH_BYTES);
}
