import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { InProcessBus } from '#bus';
import { describeDataset, type DescribedDataset, type Offer } from '#catalog';
import { TransientError } from '#faults';
import { Offers } from './offers.js';

const described = { id: 'a', dataset: {} } as DescribedDataset;
const offer = (id: string): Offer => ({ descriptor: { id, accessPath: `/${id}`, inputs: [] }, semantics: '#proc', description: id });
const said = async (offers: Offers): Promise<string[]> =>
  (await offers.of(described)).map((one) =>
    'error' in one ? `${one.service}: ${one.error.message}` : one.offers.map(({ description }) => description).join(),
  );

test('services are told in the order of the configuration, each with all that it does', async () => {
  const bus = new InProcessBus();
  bus.answer(describeDataset('cube'), () => pause(5).then(() => [offer('moment'), offer('pv')]));
  bus.answer(describeDataset('tea'), () => []);
  bus.answer(describeDataset('soda'), () => [offer('cut')]);
  expect(await said(new Offers(bus, ['soda', 'cube', 'tea']))).toEqual(['cut', 'moment,pv', '']);
});

test('one that does not answer costs its wait once, and comes back', async () => {
  const bus = new InProcessBus();
  let asked = 0;
  const end = bus.answer(describeDataset('soda'), () => {
    asked += 1;
    return new Promise(() => {});
  });
  const offers = new Offers(bus, ['soda'], { patienceMs: 30, awayMs: 200 });
  for (let i = 0; i < 3; i++) expect(await said(offers)).toEqual([expect.stringMatching(/^soda: sodalite\.soda\.v1\.describe/)]);
  expect(asked).toBe(1);
  end();
  bus.answer(describeDataset('soda'), () => [offer('cut')]);
  while ((await said(offers))[0] !== 'cut') await pause(10);
});

test('one that is not there, or says that it is busy, is asked again at once: that costs nothing', async () => {
  const bus = new InProcessBus();
  const offers = new Offers(bus, ['soda']);
  expect(await said(offers)).toEqual(['soda: nobody answers sodalite.soda.v1.describe']);
  let busy = true;
  bus.answer(describeDataset('soda'), () => {
    if (busy) throw new TransientError('busy');
    return [offer('cut')];
  });
  expect(await said(offers)).toEqual(['soda: busy']);
  busy = false;
  expect(await said(offers)).toEqual(['cut']);
});

test('what nobody waits for any more ends, and says nothing of the service', async () => {
  const bus = new InProcessBus();
  bus.answer(describeDataset('soda'), () => new Promise(() => {}));
  const offers = new Offers(bus, ['soda']);
  const controller = new AbortController();
  const asking = offers.of(described, controller.signal);
  controller.abort();
  await expect(asking).rejects.toThrow();
});
