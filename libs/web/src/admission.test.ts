import { expect, test } from '@jest/globals';
import { Admission } from './admission.js';

test('places are given until there are no more, then in the order of asking', async () => {
  const admission = new Admission({ places: 2, waitMs: 60_000 });
  const [first, second] = [await admission.enter(), await admission.enter()];
  const order: string[] = [];
  const third = admission.enter().then((place) => (order.push('third'), place));
  const fourth = admission.enter().then((place) => (order.push('fourth'), place));
  expect(order).toEqual([]);
  first.leave();
  first.leave(); // a second time counts for nothing
  const place = await third;
  expect(order).toEqual(['third']);
  second.leave();
  await fourth;
  place.leave();
  expect(order).toEqual(['third', 'fourth']);
});

test('who waits too long is told to come again; the place is not lost', async () => {
  const admission = new Admission({ places: 1, waitMs: 1 });
  const place = await admission.enter();
  await expect(admission.enter()).rejects.toMatchObject({ fault: 'transient', retryAfterSeconds: 10 });
  place.leave();
  await expect(admission.enter()).resolves.toMatchObject({ ample: true });
});

test('who goes away does not keep its place in the queue', async () => {
  const admission = new Admission({ places: 1, waitMs: 60_000 });
  const place = await admission.enter();
  const gone = new AbortController();
  const waiting = admission.enter(gone.signal);
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ fault: 'cancelled' });
  const next = admission.enter();
  place.leave();
  (await next).leave();
});

test('with many streams each gets less', async () => {
  const admission = new Admission();
  const places = await Promise.all(Array.from({ length: 33 }, () => admission.enter()));
  expect(places.map(({ ample }) => ample)).toEqual([...Array.from({ length: 32 }, () => true), false]);
});

test('memory is given as places are: who needs little does not pass who needs much, and what no memory is enough for is alone', async () => {
  const admission = new Admission({ bytes: 100, waitMs: 60_000 });
  const [first, second] = [await admission.enter(undefined, 60), await admission.enter(undefined, 40)];
  const order: string[] = [];
  const large = admission.enter(undefined, 500).then((place) => (order.push('large'), place));
  const small = admission.enter(undefined, 1).then((place) => (order.push('small'), place));
  first.leave();
  await Promise.resolve();
  expect([order, admission.active, admission.waiting]).toEqual([[], 1, 2]);
  second.leave();
  const alone = await large;
  expect([order, admission.active]).toEqual([['large'], 1]);
  alone.leave();
  await small;
  expect(order).toEqual(['large', 'small']);
});

test('who is behind one that goes away, and fits, has its place at once', async () => {
  const admission = new Admission({ bytes: 100, waitMs: 60_000 });
  await admission.enter(undefined, 60);
  const gone = new AbortController();
  const large = admission.enter(gone.signal, 50);
  const small = admission.enter(undefined, 40);
  gone.abort();
  await expect(large).rejects.toMatchObject({ fault: 'cancelled' });
  await small;
  expect([admission.active, admission.waiting, admission.refused]).toEqual([2, 0, 0]);
});
