import { describe, expect, test } from '@jest/globals';
import { event, question, type Bus } from '#bus';
import { NotFoundError } from '#faults';

const double = question<number, number>('test.v1.double');
const ticked = event<number>('test.v1.ticked');

/** What every bus does, however it carries the messages. */
export function describeBus(name: string, make: () => Promise<Bus>): void {
  describe(name, () => {
    test('an answer comes back to the one who asked', async () => {
      const bus = await make();
      bus.answer(double, async (n) => 2 * n);
      await expect(Promise.all([bus.ask(double, 21), bus.ask(double, 4)])).resolves.toEqual([42, 8]);
    });

    test('nobody there is said at once, and may be tried again', async () => {
      const bus = await make();
      await expect(bus.ask(double, 1)).rejects.toMatchObject({ fault: 'transient', message: 'nobody answers test.v1.double' });
      const end = bus.answer(double, (n) => 2 * n);
      await expect(bus.ask(double, 1)).resolves.toBe(2);
      end();
      await expect(bus.ask(double, 1)).rejects.toMatchObject({ fault: 'transient' });
    });

    test('a typed fault crosses', async () => {
      const bus = await make();
      bus.answer(double, () => {
        throw new NotFoundError('no such number');
      });
      await expect(bus.ask(double, 1)).rejects.toMatchObject({ fault: 'not-found', message: 'no such number' });
    });

    test('a question whose asker has gone is not asked', async () => {
      const bus = await make();
      let asked = 0;
      bus.answer(double, () => ++asked);
      await expect(bus.ask(double, 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({ fault: 'cancelled' });
      expect(asked).toBe(0);
    });

    test('the asker’s signal reaches the answerer', async () => {
      const bus = await make();
      const gone = new AbortController();
      bus.answer(double, (_, { signal }) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve(-1))));
      const answer = bus.ask(double, 1, { signal: gone.signal });
      gone.abort();
      await expect(answer).resolves.toBe(-1);
    });

    test('an event reaches every listener until it ends listening', async () => {
      const bus = await make();
      const heard: string[] = [];
      const end = bus.listen(ticked, (n) => heard.push(`a${n}`));
      bus.listen(ticked, (n) => heard.push(`b${n}`));
      bus.tell(ticked, 1);
      end();
      bus.tell(ticked, 2);
      expect(heard).toEqual(['a1', 'b1', 'b2']);
    });
  });
}
