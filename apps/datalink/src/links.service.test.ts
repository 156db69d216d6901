import { beforeEach, expect, test } from '@jest/globals';
import { InProcessBus } from '#bus';
import { catalogChanged, describeDataset, resolveDataset, type Dataset } from '#catalog';
import { NotFoundError, TransientError } from '#faults';
import { LinksService } from './links.service.js';
import { DatalinkSettings } from './settings.js';

const BASE = 'https://x';

let bus: InProcessBus;
let links: LinksService;
let version: string;
let described: number;
let fails: boolean;
beforeEach(() => {
  [bus, version, described, fails] = [new InProcessBus(), 'v1', 0, false];
  links = new LinksService(bus, new DatalinkSettings(['soda', 'cube']));
  bus.answer(resolveDataset, ({ id }) => {
    if (id === 'none') throw new NotFoundError('ID "none" is not a dataset of this service');
    const file = { name: `${id}.fits`, etag: version, bytes: 2880, contentType: 'application/fits' };
    return { id, file, row: { dataproduct_type: 'cube' }, domain: {} } as unknown as Dataset;
  });
  bus.answer(describeDataset('soda'), () => {
    described += 1;
    if (fails) throw new TransientError('busy');
    const descriptor = { id: 'soda', accessPath: `/soda/sync/${version}`, inputs: [] };
    return [{ descriptor, semantics: '#cutout', description: 'Cutouts' }];
  });
  bus.answer(describeDataset('cube'), () => []);
});

const ask = async (id = 'a', base = BASE): Promise<string> => (await links.document(id, base)).toString();

test('the document of an ID is made once for each base URL, and says the same again', async () => {
  const first = await ask();
  expect(first).toContain('https://x/soda/sync/v1');
  expect(await ask()).toBe(first);
  expect(described).toBe(1);
  expect(await ask('a', 'https://y')).toBe(first.replaceAll('https://x', 'https://y'));
  expect(await ask('b')).toContain('b.fits');
  expect(described).toBe(3);
});

test('of a file that has changed, and when the catalogue says so, it is made anew', async () => {
  await ask();
  version = 'v2';
  expect(await ask()).toContain('/soda/sync/v2');
  bus.tell(catalogChanged, {});
  await ask();
  expect(described).toBe(3);
});

test('one in which a service is missing is not kept', async () => {
  fails = true;
  expect(await ask()).toContain('busy');
  fails = false;
  expect(await ask()).toContain('/soda/sync/v1');
});

test('an ID that is not known is a row, each time asked for', async () => {
  expect(await ask('none')).toContain('NotFoundFault');
  expect(await ask('none')).toContain('NotFoundFault');
});
