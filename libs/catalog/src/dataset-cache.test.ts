import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { InProcessBus, NearBus, type AskOptions } from '#bus';
import { NotFoundError } from '#faults';
import { catalogChanged, DatasetCache, resolveDataset, type Dataset } from './index.js';

let far: InProcessBus;
let bus: NearBus;
let asked: number;
let answer: (id: string, options: AskOptions) => Dataset | Promise<Dataset>;
beforeEach(() => {
  far = new InProcessBus();
  bus = new NearBus(new InProcessBus(), far);
  asked = 0;
  answer = (id) => ({ id }) as Dataset;
  far.answer(resolveDataset, ({ id }, options) => {
    asked += 1;
    return answer(id, options);
  });
  new DatasetCache(bus);
});
const resolve = (id = 'a', signal?: AbortSignal): Promise<Dataset> => bus.ask(resolveDataset, { id }, { signal });

test('a dataset is asked for once, also by several at once, until something has changed', async () => {
  answer = (id) => pause(5, { id } as Dataset);
  expect(await Promise.all([resolve(), resolve()])).toEqual([{ id: 'a' }, { id: 'a' }]);
  await resolve();
  expect(asked).toBe(1);
  bus.tell(catalogChanged, {});
  await resolve();
  await resolve('b');
  expect(asked).toBe(3);
});

test('it is kept for a minute', async () => {
  const now = jest.spyOn(performance, 'now').mockReturnValue(0);
  await resolve();
  now.mockReturnValue(60_000);
  await resolve();
  expect(asked).toBe(1);
  now.mockReturnValue(60_001);
  await resolve();
  expect(asked).toBe(2);
  now.mockRestore();
});

test('what was asked before a change is not kept after it, and who comes after it asks anew', async () => {
  const first = Promise.withResolvers<Dataset>();
  answer = () => first.promise;
  const old = resolve();
  await pause(1);
  bus.tell(catalogChanged, {});
  answer = () => ({ id: 'new' }) as Dataset;
  expect(await resolve()).toEqual({ id: 'new' });
  first.resolve({ id: 'old' } as Dataset);
  expect(await old).toEqual({ id: 'old' });
  expect(await resolve()).toEqual({ id: 'new' });
});

test('a failure is not kept', async () => {
  answer = () => {
    throw new NotFoundError('no such dataset');
  };
  await expect(resolve()).rejects.toThrow('no such dataset');
  answer = (id) => ({ id }) as Dataset;
  expect(await resolve()).toEqual({ id: 'a' });
});

test('who goes does not take it from those who wait, and when all have gone the question is ended', async () => {
  let ended = false;
  answer = (id, { signal }) =>
    new Promise((done) => {
      signal!.addEventListener('abort', () => (ended = true));
      setTimeout(() => done({ id } as Dataset), 30);
    });
  const [one, two] = [new AbortController(), new AbortController()];
  const waits = [resolve('a', one.signal), resolve('a', two.signal)];
  one.abort();
  await expect(waits[0]).rejects.toThrow();
  expect(await waits[1]).toEqual({ id: 'a' });
  expect(ended).toBe(false);
  const alone = new AbortController();
  const gone = resolve('b', alone.signal);
  await pause(1);
  alone.abort();
  await expect(gone).rejects.toThrow();
  while (!ended) await pause(1);
});
