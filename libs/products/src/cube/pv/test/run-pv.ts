import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { decodePixels, FitsFile, scalingOf, sumBoth, sumOf, type ByteSource } from '#fits';
import { memorySource } from '#storage';
import { openImages } from '../../../image.js';
import type { CubeOptions } from '../../cube-options.js';
import type { CubeSink } from '../../computed-plan.js';
import type { CubeSite } from '../../cube.js';
import { openCube } from '../../open-cube.js';
import { planPv } from '../plan-pv.js';
import type { PvRequest } from '../pv-request.js';

/** A product in memory; scratch files are below a folder that is gone afterwards. */
export async function withSink<R>(
  length: number,
  use: (out: CubeSink) => Promise<R>,
): Promise<{ readonly bytes: Buffer; readonly result: R }> {
  const bytes = Buffer.alloc(length, 'x');
  const directory = mkdtempSync(join(tmpdir(), 'sodalite-pv-'));
  try {
    const out: CubeSink = {
      write(part, offset) {
        if (offset + part.length > length) throw new Error(`written beyond the end, at ${offset}`);
        bytes.set(part, offset);
        return Promise.resolve();
      },
      async scratch() {
        const path = join(directory, 'scratch');
        const file = await open(path, 'w');
        await file.close();
        return {
          path,
          reserve: () => Promise.resolve(),
          async write(part, offset) {
            const handle = await open(path, 'r+');
            await handle.write(part, 0, part.length, offset);
            await handle.close();
          },
        };
      },
    };
    return { bytes, result: await use(out) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x.y/data?sub/made.fits' };

/** The slice of a file, every byte written and every checksum right. */
export async function slice(source: ByteSource, request: PvRequest, options: CubeOptions = { filters: {} }, site: CubeSite = {}) {
  const cube = await openCube(await openImages(source), options, site);
  const plan = planPv(cube, request, origin);
  const { bytes } = await withSink(plan.length!, (out) => plan.make(out, new AbortController().signal));
  const file = await FitsFile.open(memorySource(bytes, { name: 'slice' }));
  for (const { headerOffset, dataOffset, paddedDataLength, header } of file.hdus) {
    const sum = sumOf(bytes.subarray(dataOffset, dataOffset + paddedDataLength));
    const whole = sumBoth(sumOf(bytes.subarray(headerOffset, dataOffset)), sum, 0);
    if (header.has('CHECKSUM')) expect([Number(header.string('DATASUM')), whole]).toEqual([sum, 0xffffffff]);
  }
  const last = file.hdus.at(-1)!;
  expect(last.dataOffset + last.paddedDataLength).toBe(bytes.length);
  const pixels = (hdu: number): Float64Array => {
    const { dataOffset, dataLength, image, header } = file.hdus[hdu];
    return Float64Array.from(
      decodePixels(bytes.subarray(dataOffset, dataOffset + dataLength), image!.bitpix, scalingOf(header)) as Float64Array,
    );
  };
  /** of the table PATH */
  const path = (column: number): number[] => {
    const { dataOffset, header } = file.hdus.find(({ name }) => name === 'PATH')!;
    const [rows, width] = [header.integer('NAXIS2')!, header.integer('NAXIS1')!];
    return Array.from({ length: rows }, (_, row) => {
      const at = dataOffset + row * width + column * 8;
      return column === 6 ? bytes.readInt32BE(at) : bytes.readDoubleBE(at);
    });
  };
  return { cube, plan, bytes, hdus: file.hdus, header: file.hdus[0].header, pixels, path };
}
