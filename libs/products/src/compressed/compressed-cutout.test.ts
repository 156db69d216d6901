import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CancelledError } from '#faults';
import { encodePixels, FitsFile, HeaderEditor, TiledImage } from '#fits';
import { memorySource, Spool } from '#storage';
import { closeWorkers } from '#workers';
import { Body } from '../body.js';
import type { ProductPlan } from '../cutout-plan.js';
import { compressedCutout, type SpooledPlan } from './compressed-cutout.js';

let directory = '';
let spool: Spool;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sodalite-compressed-'));
  spool = await Spool.open({ directory, maxBytes: 1e8 });
});
afterAll(async () => {
  await spool.close();
  await closeWorkers();
  rmSync(directory, { recursive: true });
});

const modified = new Date(1e12);

/** 100 × 90 pixels of 16 bits, of which the planned part begins at row 40. */
function plan(etag: string, signalled = (): void => {}): ProductPlan {
  const pixels = encodePixels(
    Array.from({ length: 9000 }, (_, i) => (i * i) % 1000),
    16,
  );
  const stored = memorySource(pixels);
  const header = HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', 16).set('NAXIS', 2).set('NAXIS1', 100).set('NAXIS2', 50);
  const source = {
    ...stored,
    read: (...args: Parameters<typeof stored.read>) => {
      signalled();
      return stored.read(...args);
    },
  };
  const body = new Body([
    { kind: 'bytes', bytes: header.set('OBJECT', 'M 31').toBytes() },
    { kind: 'section', source, section: { offset: 8000, runBytes: 10000, runs: 1, dims: [] } },
    { kind: 'zeros', length: 2880 * 4 - 10000 },
  ]);
  return { body, etag, fileName: 'm31_cutout_01234567.fits', contentType: 'application/fits' };
}

async function madeFile(product: SpooledPlan): Promise<{ file: FitsFile; bytes: Buffer; leave: () => Promise<void> }> {
  const { body, leave } = await product.make(new AbortController().signal);
  const bytes = Buffer.alloc(body.length);
  await body.fill(0, bytes);
  return { file: await FitsFile.open(memorySource(bytes)), bytes, leave };
}

test('the pixels of a planned cutout come back from its tiles', async () => {
  const planned = plan('one');
  const product = compressedCutout(planned, spool, modified);
  expect(product.contentType).toBe('application/fits;compress=rice');
  expect(product.fileName).toMatch(/^m31_cutout_[0-9a-f]{8}\.fits\.fz$/);
  expect(product.etag).not.toBe('one');
  const { file, leave } = await madeFile(product);
  const image = TiledImage.of(file.source, file.hdus[1]);
  expect(image.codec).toBe('RICE_1');
  expect(image.header.string('OBJECT')).toBe('M 31');
  const pixels = Buffer.alloc(10000);
  await planned.body.fill(2880, pixels);
  expect(Buffer.compare(await image.tile(0), pixels)).toBe(0);
  await leave();
});

test('it is made once, from the plan alone, and the same each time', async () => {
  let reads = 0;
  const product = () =>
    compressedCutout(
      plan('two', () => void reads++),
      spool,
      modified,
    );
  const first = await madeFile(product());
  const before = reads;
  const second = await madeFile(product());
  expect(reads).toBe(before);
  expect(second.bytes.equals(first.bytes)).toBe(true);
  await first.leave();
  await second.leave();
  const other = await madeFile(compressedCutout(plan('three'), spool, modified));
  expect(other.bytes.equals(first.bytes)).toBe(true);
  await other.leave();
});

test('a client that goes away leaves nothing behind', async () => {
  const gone = new AbortController();
  const product = compressedCutout(
    plan('four', () => gone.abort()),
    spool,
    modified,
  );
  const before = readdirSync(directory);
  await expect(product.make(gone.signal)).rejects.toThrow(CancelledError);
  await spool.close();
  expect(readdirSync(directory)).toEqual(before);
});
