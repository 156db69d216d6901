import { CancelledError, TransientError } from '#faults';
import type { ByteRange } from '#fits';
import { type AttemptOptions, FailedAttempt, networkFault, withAttempts } from './attempts.js';
import { contentRange } from './content-range.js';
import { changed, statusFault } from './statuses.js';
import type { Conditions, RangeReply, Transport } from './transport.js';
import { ifSame, isFrom, type Validator } from './validator.js';

/** Where bytes go as they come; `offset` in the file. */
export type Take = (chunk: Uint8Array, offset: number) => void;

/** A store that sends less is given up, after a minute's grace. */
const SLOWEST_BYTES_PER_MS = 64;
const GRACE_MS = 60_000;

/**
 * Reads a range of one version of a remote file, over several attempts if need be: the next one goes on where the last broke off. All of the range has
 * been taken when it resolves; nothing is taken after it has settled.
 * Throws TransientError (changed, or attempts or time used up), NotFoundError, ForbiddenError, UnsupportedError, FatalError, CancelledError.
 */
export async function readRemote(
  { transport, name, version, attempts }: RemoteVersion,
  { offset, length }: ByteRange,
  take: Take,
  signal?: AbortSignal,
): Promise<void> {
  let done = 0;
  await bounded(name, length, signal, (stop) =>
    withAttempts(attempts, stop, async () => {
      while (done < length) {
        const rest = { offset: offset + done, length: length - done };
        const reply = await ask(transport, name, rest, ifSame(version), stop);
        const part = partOf(name, reply, rest, version, transport.fileName);
        await takeBody(name, reply, part.length, stop, (chunk) => {
          take(chunk, offset + done);
          done += chunk.length;
        });
      }
    }),
  );
}

/** One version of a file in a store, and how patiently it is read. */
export interface RemoteVersion {
  readonly transport: Transport;
  readonly name: string;
  readonly version: Validator;
  readonly attempts: AttemptOptions;
}

export async function ask(
  transport: Transport,
  name: string,
  range: ByteRange,
  conditions: Conditions,
  signal: AbortSignal,
): Promise<RangeReply> {
  return transport.get(range, conditions, signal).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : networkFault(name, error);
  });
}

/** Passes on exactly `length` bytes of a body, or all when that is undefined. Throws FailedAttempt when it has fewer or more. */
export async function takeBody(
  name: string,
  { body }: RangeReply,
  length: number | undefined,
  signal: AbortSignal,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  let got = 0;
  try {
    for await (const chunk of body) {
      signal.throwIfAborted();
      got += chunk.length;
      if (length !== undefined && got > length) break;
      take(chunk);
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : networkFault(name, error);
  } finally {
    body.destroy();
  }
  if (length !== undefined && got !== length) {
    const told = got < length ? `ended after ${got} of ${length} bytes` : `has more than the ${length} bytes that were asked for`;
    throw new FailedAttempt(new TransientError(`${name} cannot be read at the moment: the answer of its store ${told}`));
  }
}

/** Runs `work` with a signal that is aborted with the caller's, or when reading `length` bytes has taken too long. */
export async function bounded<T>(
  name: string,
  length: number,
  signal: AbortSignal | undefined,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new CancelledError(`reading ${name} was cancelled`);
  const stop = new AbortController();
  const leave = (): void => stop.abort(new CancelledError(`reading ${name} was cancelled`));
  const late = (): void => stop.abort(new TransientError(`${name} cannot be read at the moment: its store is too slow`));
  // Not AbortSignal.timeout and .any: there may be thousands of readings a second, and those signals live on for the full time.
  const timer = setTimeout(late, GRACE_MS + Math.ceil(length / SLOWEST_BYTES_PER_MS));
  signal?.addEventListener('abort', leave, { once: true });
  try {
    return await work(stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', leave);
  }
}

function partOf(name: string, reply: RangeReply, asked: ByteRange, version: Validator, fileName: string): ByteRange {
  try {
    // The whole file, where only a part was asked for before: it is not the same version, or no longer the same store.
    if (reply.status === 200) throw changed(name);
    if (reply.status !== 206) throw statusFault(name, reply);
    const part = contentRange(name, reply, asked, fileName);
    if (part.size !== version.size || !isFrom(reply, version)) throw changed(name);
    return part;
  } catch (error) {
    reply.body.destroy();
    throw error;
  }
}
