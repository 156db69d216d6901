import { expect, test } from '@jest/globals';
import { Shared } from './shared.js';

/** Counts what is made; each waits until it is told to go on, or given up. */
function counting() {
  const made: { signal: AbortSignal; go: PromiseWithResolvers<string> }[] = [];
  const shared = new Shared(async (signal) => {
    const go = Promise.withResolvers<string>();
    made.push({ signal, go });
    return go.promise;
  });
  return { shared, made };
}

test('all who ask share one, which is kept', async () => {
  const { shared, made } = counting();
  const asked = [shared.get(), shared.get(new AbortController().signal)];
  made[0].go.resolve('it');
  expect(await Promise.all(asked)).toEqual(['it', 'it']);
  expect(await shared.get()).toBe('it');
  expect(await shared.settled()).toBe('it');
  expect(made).toHaveLength(1);
});

test('one who goes leaves it to the others; when all have gone it is ended, and made anew for the next', async () => {
  const { shared, made } = counting();
  const [one, two] = [new AbortController(), new AbortController()];
  const asked = [one, two].map(({ signal }) => shared.get(signal));
  one.abort(new Error('one has gone'));
  await expect(asked[0]).rejects.toThrow('one has gone');
  expect(made[0].signal.aborted).toBe(false);
  two.abort(new Error('two has gone'));
  await expect(asked[1]).rejects.toThrow('two has gone');
  expect(made[0].signal.aborted).toBe(true);
  const next = shared.get();
  await new Promise(setImmediate);
  expect(made).toHaveLength(1); // the first may still be reading
  made[0].go.reject(made[0].signal.reason);
  await new Promise(setImmediate);
  made[1].go.resolve('it');
  expect(await next).toBe('it');
});

test('what ends well although nobody waits is kept; a failure is not', async () => {
  const { shared, made } = counting();
  const gone = new AbortController();
  const asked = shared.get(gone.signal);
  gone.abort(new Error('gone'));
  await expect(asked).rejects.toThrow('gone');
  made[0].go.resolve('late');
  expect(await shared.get()).toBe('late');

  const other = counting();
  const failed = other.shared.get();
  other.made[0].go.reject(new Error('damaged'));
  await expect(failed).rejects.toThrow('damaged');
  expect(await other.shared.settled()).toBeUndefined();
  void other.shared.get();
  expect(other.made).toHaveLength(2);
});

test('who has gone before asking starts nothing', async () => {
  const { shared, made } = counting();
  await expect(shared.get(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(made).toHaveLength(0);
});
