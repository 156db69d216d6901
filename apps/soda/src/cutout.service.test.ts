import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { InProcessBus } from '#bus';
import { resolveDataset, type Dataset, type OpenFile, type OpenFiles } from '#catalog';
import { TransientError } from '#faults';
import { HeaderEditor, type ByteSource } from '#fits';
import { Params, parseSoda } from '#ivoa';
import { openImages, PlanRoom } from '#products';
import { memorySource, Spool } from '#storage';
import { CutoutService, type Planned } from './cutout.service.js';
import { planProduct } from './plan-product.js';
import { SodaSettings } from './settings.js';

let directory: string;
let spool: Spool;
beforeEach(async () => {
  Logger.overrideLogger(false);
  directory = await mkdtemp(join(tmpdir(), 'sodalite-soda-'));
  spool = await Spool.open({ directory, maxBytes: 1e6 });
});
afterEach(async () => {
  await spool.close();
  await rm(directory, { recursive: true });
});

/** Any ID is of the file that its last letter names, in upper or lower case. */
const datasetOf = (id: string): Dataset => {
  const letter = id.at(-1)!.toLowerCase();
  const file = { source: { kind: 'file', path: `/${letter}.fits` }, name: `${letter}.fits`, contentType: 'application/fits' };
  return { id: `x:${letter}`, file } as unknown as Dataset;
};

const image = HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', 4).set('NAXIS2', 4);
const bytes = Buffer.concat([image.toBytes(), Buffer.alloc(2880)]);

/** A service over files in memory; `left` are those that were let go of. */
function made() {
  const bus = new InProcessBus();
  bus.answer(resolveDataset, ({ id }) => datasetOf(id));
  const [held, left]: string[][] = [[], []];
  const files = {
    hold: async ({ file: { name } }: Dataset) => {
      held.push(name);
      const source = memorySource(bytes, { name });
      const open = { source, images: () => openImages(source), spectra: async () => undefined };
      const leave = async () => {
        if (name === 'b.fits') throw new TransientError('it does not close');
        left.push(name);
      };
      return { open, leave };
    },
  };
  const service = new CutoutService(
    bus,
    files as unknown as OpenFiles,
    new SodaSettings(spool, { maxCombinations: 10, maxResults: 10, syncSeconds: 30 }),
  );
  const plan = async (query: string, work: (planned: Planned) => Promise<void>) => {
    const signal = new AbortController().signal;
    await service.plan(parseSoda(Params.from(new URLSearchParams(query))), { make: true, signal }, work);
  };
  return { plan, held, left };
}

test('one file that cannot be let go of keeps no other', async () => {
  const { plan, left } = made();
  await plan('ID=x:a&ID=x:b&ID=x:c&PIXELS=[1:2]', async () => {});
  expect(left.sort()).toEqual(['a.fits', 'c.fits']);
});

test('an ID that is sent twice counts once; a dataset in two spellings is one member of the package', async () => {
  const { plan, held } = made();
  await plan('ID=x:a&ID=x:a&PIXELS=[1:2]', async ({ product }) => expect(product.contentType).toBe('application/fits'));
  held.length = 0;
  await plan(`${'ID=x:a&'.repeat(20)}ID=x:c&ID=x:A&PIXELS=[1:2]`, async ({ product, outcomes }) => {
    expect(outcomes.map(({ id }) => id)).toEqual(['x:a', 'x:c', 'x:A']);
    const tar = Buffer.alloc(product.body!.length);
    await product.body!.fill(0, tar);
    expect(tar.toString('latin1').match(/[ac]_cutout_\w+\.fits\0/g)).toHaveLength(2);
    const manifest = JSON.parse(/\{[^\0]*\}/.exec(tar.toString('latin1'))![0]) as { datasets: { id: string; file: string }[] };
    const [first, , last] = manifest.datasets;
    expect([first.id, last.id, last.file]).toEqual(['x:a', 'x:A', first.file]);
  });
  expect(held).toEqual(['a.fits', 'c.fits']);
});

test('a product is made of an open file, though who asked for it first has gone before it began and others wait', async () => {
  const open = (source: ByteSource) => {
    let users = 0;
    const guarded: ByteSource = {
      ...source,
      read: (range, options) => {
        if (users === 0) throw new Error('read after it was closed');
        return source.read(range, options);
      },
    };
    const stay = () => {
      users += 1;
      return async () => void (users -= 1);
    };
    const file = { source: guarded, images: () => openImages(guarded), spectra: async () => undefined, stay };
    return { file: file as OpenFile, stay };
  };
  const dataset = datasetOf('x:a');
  const pixels = { axes: [{ first: 1, last: 2, step: 1 }] };
  const plan = async () => {
    const { file, stay } = open(memorySource(bytes, { name: 'a.fits' }));
    const leave = stay();
    const signal = new AbortController().signal;
    const product = await planProduct(dataset, file, { combinations: [{ pixels }], format: 'rice', room: new PlanRoom() }, spool, signal);
    return { product, leave };
  };
  const [first, second] = [await plan(), await plan()];
  const gone = new AbortController();
  const making = [first.product.make!(gone.signal), second.product.make!(new AbortController().signal)];
  gone.abort();
  await expect(making[0]).rejects.toMatchObject({ fault: 'cancelled' });
  await first.leave();
  const { body, leave } = await making[1];
  expect(body.length).toBeGreaterThan(2880);
  await leave();
});
