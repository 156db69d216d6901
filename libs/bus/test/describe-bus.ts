import { afterEach, describe, expect, test } from '@jest/globals';
import { event, question, streamQuestion, type AskOptions, type Bus } from '#bus';
import {
  CancelledError,
  DamagedError,
  FatalError,
  ForbiddenError,
  LimitError,
  MultiValuedError,
  NoOverlapError,
  NotFoundError,
  TransientError,
  UnauthenticatedError,
  UnsupportedError,
  UsageError,
} from '#faults';
import { gather, plain, raw, until } from './plain.js';

const double = question('test.v1.double', plain<number>(), plain<number>());
const other = question('test.v1.other', plain<number>(), plain<number>());
const count = streamQuestion('test.v1.count', plain<number>(), plain<number>());
const bytes = streamQuestion('test.v1.bytes', plain<number>(), raw);
const ticked = event('test.v1.ticked', plain<number>());

/** Two ends of a bus; in one process they may be the same. */
export interface Ends {
  readonly here: Bus;
  readonly there: Bus;
}

/** A fault of each kind, with what it carries. */
const FAULTS_WITH_DATA = [
  new UsageError('POS must be a shape'),
  new MultiValuedError('BAND may be given once'),
  new UnsupportedError('no such compression'),
  new NotFoundError('no such number – größer'),
  new NoOverlapError('nothing there'),
  new UnauthenticatedError('who?'),
  new ForbiddenError('not for you'),
  new LimitError('too large'),
  new LimitError('too often', 'rate', 60),
  new DamagedError('no END card', { file: 'a.fits', hdu: 2, offset: 2 ** 40, card: 37 }),
  new TransientError('busy', 2.5),
  new CancelledError('gone'),
  new FatalError('broken'),
];

/** Chunks that may be made and not yet taken. */
const MOST_AHEAD = 64;

/** What every bus does, however it carries the messages. */
export function describeBus(name: string, make: () => Promise<Ends>): void {
  describe(name, () => {
    const made: Bus[] = [];
    const ends = async (): Promise<Ends> => {
      const { here, there } = await make();
      made.push(here, there);
      return { here, there };
    };
    afterEach(() => Promise.all(made.splice(0).map((bus) => bus.close())));

    test('an answer comes back to the one who asked', async () => {
      const { here, there } = await ends();
      there.answer(double, async (n) => 2 * n);
      await there.flush();
      await expect(Promise.all([here.ask(double, 21), here.ask(double, 4)])).resolves.toEqual([42, 8]);
    });

    test('nobody there is said at once, and may be tried again', async () => {
      const { here, there } = await ends();
      await expect(here.ask(double, 1)).rejects.toMatchObject({ fault: 'transient', message: 'nobody answers test.v1.double' });
      const end = there.answer(double, (n) => 2 * n);
      await there.flush();
      await expect(here.ask(double, 1)).resolves.toBe(2);
      end();
      await there.flush();
      await expect(here.ask(double, 1)).rejects.toMatchObject({ fault: 'transient' });
    });

    test('one subject has one answerer in a process', async () => {
      const { there } = await ends();
      there.answer(double, (n) => n);
      expect(() => there.answer(double, (n) => n)).toThrow('test.v1.double is answered already');
    });

    test.each(FAULTS_WITH_DATA)('a typed fault crosses: $fault', async (thrown) => {
      const { here, there } = await ends();
      there.answer(double, () => {
        throw thrown;
      });
      await there.flush();
      const caught = await here.ask(double, 1).catch((error: unknown) => error);
      expect(caught).toBeInstanceOf(thrown.constructor);
      expect({ ...(caught as Error), message: (caught as Error).message }).toEqual({ ...thrown, message: thrown.message });
    });

    test('a question whose asker has gone, or whose time is over, is not asked', async () => {
      const { here, there } = await ends();
      let asked = 0;
      there.answer(double, () => ++asked);
      await there.flush();
      await expect(here.ask(double, 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({ fault: 'cancelled' });
      await expect(here.ask(double, 1, { deadlineMs: Date.now() - 1 })).rejects.toMatchObject({ fault: 'transient' });
      await expect(here.ask(double, 1)).resolves.toBe(1);
    });

    test('the asker’s signal ends its waiting, and reaches the answerer', async () => {
      const { here, there } = await ends();
      const gone = new AbortController();
      const seen: string[] = [];
      there.answer(double, (_, { signal }) => {
        seen.push('asked');
        return new Promise((resolve) => signal?.addEventListener('abort', () => (seen.push('told'), resolve(-1))));
      });
      await there.flush();
      const answer = here.ask(double, 1, { signal: gone.signal });
      await Promise.all([
        expect(answer).rejects.toMatchObject({ fault: 'cancelled' }),
        until(() => seen.includes('asked')).then(() => gone.abort()),
      ]);
      await until(() => seen.includes('told'));
    });

    test('a deadline ends the waiting, and reaches the answerer', async () => {
      const { here, there } = await ends();
      const seen: string[] = [];
      there.answer(
        double,
        (_, { signal }) => new Promise((resolve) => signal?.addEventListener('abort', () => (seen.push('told'), resolve(-1)))),
      );
      await there.flush();
      await expect(here.ask(double, 1, { timeoutMs: 20 })).rejects.toMatchObject({
        fault: 'transient',
        message: 'test.v1.double: no answer in time',
      });
      await until(() => seen.includes('told'));
    });

    test('the rest of the time, the trace and the identity go on to what is asked from there', async () => {
      const { here, there } = await ends();
      const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=b' };
      const seen: AskOptions[] = [];
      there.answer(double, (n, options) => (seen.push(options), there.ask(other, n, options)));
      there.answer(other, (n, options) => (seen.push(options), 2 * n));
      await there.flush();
      const before = Date.now();
      await expect(here.ask(double, 1, { timeoutMs: 60_000, trace, identity: 'alice' })).resolves.toBe(2);
      expect(seen).toMatchObject([
        { trace, identity: 'alice' },
        { trace, identity: 'alice' },
      ]);
      for (const { deadlineMs } of seen) {
        expect(deadlineMs).toBeGreaterThan(before + 50_000);
        expect(deadlineMs).toBeLessThanOrEqual(Date.now() + 60_000);
      }
    });

    test('an event reaches every listener until it ends listening', async () => {
      const { here, there } = await ends();
      const heard: string[] = [];
      const end = there.listen(ticked, (n) => heard.push(`a${n}`));
      there.listen(ticked, (n) => heard.push(`b${n}`));
      await there.flush();
      here.tell(ticked, 1);
      await until(() => heard.length === 2);
      end();
      await there.flush();
      here.tell(ticked, 2);
      await until(() => heard.length === 3);
      expect(heard.slice(0, 2).sort()).toEqual(['a1', 'b1']); // whoever hears it first
      expect(heard[2]).toBe('b2');
    });

    test('a stream has its chunks in order, and ends', async () => {
      const { here, there } = await ends();
      there.answerStream(count, upTo());
      await there.flush();
      await expect(gather(here.stream(count, 1000))).resolves.toEqual(Array.from({ length: 1000 }, (_, i) => i));
      await expect(gather(here.stream(count, 0))).resolves.toEqual([]);
    });

    test('a slow reader slows the other side down', async () => {
      const { here, there } = await ends();
      let sent = 0;
      let ahead = 0;
      there.answerStream(
        count,
        upTo((n) => (sent = n)),
      );
      await there.flush();
      let taken = 0;
      for await (const n of here.stream(count, 500)) {
        taken = n;
        if (n % 50 === 0) await new Promise((next) => setTimeout(next, 20));
        ahead = Math.max(ahead, sent - taken);
      }
      expect(taken).toBe(499);
      expect(ahead).toBeLessThanOrEqual(MOST_AHEAD);
    });

    test('a chunk may be larger than a message', async () => {
      const { here, there } = await ends();
      const large = Uint8Array.from({ length: 3 * 2 ** 20 + 5 }, (_, i) => i % 251);
      there.answerStream(bytes, async function* () {
        yield Uint8Array.of(1);
        yield large;
        yield new Uint8Array();
      });
      await there.flush();
      const [first, second, third] = await gather(here.stream(bytes, 0));
      expect([...first]).toEqual([1]);
      expect(Buffer.compare(second, large)).toBe(0);
      expect(third).toHaveLength(0);
    });

    test('what goes wrong in the middle comes after the chunks before it', async () => {
      const { here, there } = await ends();
      there.answerStream(count, async function* () {
        yield 1;
        yield 2;
        throw new DamagedError('it ends here', { file: 'a.fits' });
      });
      await there.flush();
      const read: number[] = [];
      const reading = (async () => {
        for await (const n of here.stream(count, 0)) read.push(n);
      })();
      await expect(reading).rejects.toMatchObject({ fault: 'damaged', message: 'a.fits: it ends here' });
      expect(read).toEqual([1, 2]);
    });

    test('a stream that nobody answers is said at once', async () => {
      const { here } = await ends();
      await expect(here.stream(count, 1).next()).rejects.toMatchObject({ fault: 'transient', message: 'nobody answers test.v1.count' });
    });

    test('a reader that leaves ends the other side', async () => {
      const { here, there } = await ends();
      let ended = 0;
      there.answerStream(
        count,
        upTo(undefined, () => ended++),
      );
      await there.flush();
      for await (const n of here.stream(count, 10_000)) if (n === 3) break;
      await until(() => ended === 1);
    });

    test('a reader whose signal aborts, or whose time is over, ends the other side too', async () => {
      const { here, there } = await ends();
      let ended = 0;
      there.answerStream(count, async function* (_, { signal }) {
        try {
          yield 1;
          await new Promise((aborted) => signal?.addEventListener('abort', aborted));
        } finally {
          ended++;
        }
      });
      await there.flush();
      const gone = new AbortController();
      const stream = here.stream(count, 0, { signal: gone.signal });
      await expect(stream.next()).resolves.toEqual({ done: false, value: 1 });
      const second = stream.next();
      gone.abort();
      await expect(second).rejects.toMatchObject({ fault: 'cancelled' });
      await until(() => ended === 1);
      await expect(gather(here.stream(count, 0, { timeoutMs: 30 }))).rejects.toMatchObject({ fault: 'transient' });
      await until(() => ended === 2);
    });

    test('what is under way when a bus closes is answered, and nothing after it', async () => {
      const { here, there } = await ends();
      const began = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      there.answer(double, async (n) => (began.resolve(), await go.promise, 2 * n));
      await there.flush();
      const answer = here.ask(double, 21);
      await began.promise;
      const closed = there.close();
      go.resolve();
      await expect(answer).resolves.toBe(42);
      await closed;
      await expect(here.ask(double, 1)).rejects.toMatchObject({ fault: 'transient' });
    });
  });
}

/** Numbers below the one that is asked for. */
function upTo(each?: (n: number) => void, end?: () => void) {
  return async function* (most: number): AsyncGenerator<number> {
    try {
      for (let n = 0; n < most; n++) {
        each?.(n);
        yield n;
      }
    } finally {
      end?.();
    }
  };
}
