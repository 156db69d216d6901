import { expect, test } from '@jest/globals';
import { Admission } from './admission.js';

test('places are given until there are no more, then in the order of asking', async () => {
  const admission = new Admission(2, 60_000);
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
  const admission = new Admission(1, 1);
  const place = await admission.enter();
  await expect(admission.enter()).rejects.toMatchObject({ fault: 'transient', retryAfterSeconds: 10 });
  place.leave();
  await expect(admission.enter()).resolves.toMatchObject({ ample: true });
});

test('who goes away does not keep its place in the queue', async () => {
  const admission = new Admission(1, 60_000);
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
