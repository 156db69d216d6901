import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { BinTable, decodePixels, FitsFile, scalingOf, type Hdu } from '#fits';
import { openImages, planSpectrum, spectraOf } from '#products';
import { memorySource } from '#storage';
import { describeReal, realData, realFiles } from './real-data.js';

interface Golden {
  sha256: string;
  band: [number, number];
  arms: { hdu: number; spectra: number; samples: number; metres: Record<string, number[]> }[];
  ask: [number, number];
  cut: { hdu: number; spectrum: number; samples: [number, number]; flux: string; metres: number[] }[];
  fits: [source: number, axes: number[], sha256: string][];
}

const goldens = JSON.parse(readFileSync(join(import.meta.dirname, 'spectra-goldens.json'), 'utf8')) as Record<string, Golden>;

const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x.y/data' };
const RELATIVE = 1e-12;
/** IUE keeps the first wavelength as a 32-bit float, also that of a cut. */
const FLOAT_START: Record<string, number> = { 'pyvo_iue_melo.fits': 6e-8 };

function bytesOf(name: string): Buffer {
  const bytes = readFileSync(join(realData as string, name));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

async function open(bytes: Uint8Array, name: string) {
  return spectraOf(await openImages(memorySource(bytes, { name })));
}

function expectClose(actual: ArrayLike<number>, wanted: readonly number[], relative = RELATIVE): void {
  wanted.forEach((value, i) => expect(Math.abs(actual[i] / value - 1)).toBeLessThan(relative));
}

function sha256(...arrays: Float64Array[]): string {
  const hash = createHash('sha256');
  for (const values of arrays) {
    const bytes = Buffer.alloc(values.length * 8);
    values.forEach((value, i) => bytes.writeDoubleBE(value, i * 8));
    hash.update(bytes);
  }
  return hash.digest('hex');
}

/** Every number of an HDU: of a table, the columns one after the other. */
async function numbersOf(bytes: Uint8Array, hdu: Hdu): Promise<Float64Array[]> {
  const data = bytes.subarray(hdu.dataOffset, hdu.dataOffset + hdu.dataLength);
  if (hdu.image) return [decodePixels(data, hdu.image.bitpix, scalingOf(hdu.header))];
  const table = BinTable.of(memorySource(bytes, { name: 'cut' }), hdu);
  const columns = table.columns.filter(({ code }) => 'BIJKED'.includes(code));
  return Promise.all(columns.map((column) => table.numbers(column, { first: 0, count: table.rows })));
}

describeReal('spectra of real files', () => {
  test.each(Object.entries(goldens))('%s: grids', async (name, golden) => {
    expect(createHash('sha256').update(readFileSync(join(realData as string, name))).digest('hex')).toBe(golden.sha256); // prettier-ignore
    const spectra = await open(bytesOf(name), name);
    expectClose(spectra!.bandMetres!, golden.band);
    expect(spectra!.arms.map(({ hdu, spectra, samples }) => ({ hdu: hdu.index, spectra, samples }))).toEqual(
      golden.arms.map(({ hdu, spectra, samples }) => ({ hdu, spectra, samples })),
    );
  });

  test.each(Object.entries(goldens))('%s: a band as a table', async (name, golden) => {
    const spectra = await open(bytesOf(name), name);
    const { document } = await planSpectrum(spectra!, { bandMetres: golden.ask }, 'votable', origin);
    const cuts = golden.cut.values();
    for await (const table of document.tables()) {
      const wanted = cuts.next().value!;
      expect([table.spectrum - 1, table.samples.map((sample) => sample - 1)]).toEqual([wanted.spectrum, wanted.samples]);
      const flux = table.columns.findIndex(({ utype }) => utype === 'spec:Spectrum.Data.FluxAxis.Value');
      const blocks: number[] = [];
      for await (const block of table.blocks()) blocks.push(...block[flux]);
      expect(sha256(Float64Array.from(blocks))).toBe(wanted.flux);
      expectClose(
        table.bandMetres!,
        wanted.metres.toSorted((a, b) => a - b),
      );
    }
    expect(cuts.next().done).toBe(true);
  });

  test.each(Object.entries(goldens))('%s: a band as FITS, which reads back', async (name, golden) => {
    const spectra = await open(bytesOf(name), name);
    const plan = await planSpectrum(spectra!, { bandMetres: golden.ask }, 'fits', origin);
    const bytes = Buffer.alloc(plan.body.length);
    await plan.body.fill(0, bytes);
    expect(bytes.length % 2880).toBe(0);
    const { hdus } = await FitsFile.open(memorySource(bytes, { name: 'cut' }));
    const withData = hdus.filter(({ dataLength }) => dataLength > 0);
    const found = [];
    for (const hdu of withData)
      found.push([[...(hdu.image?.axes ?? [hdu.header.integer('NAXIS2')])], sha256(...(await numbersOf(bytes, hdu)))]);
    expect(found).toEqual(golden.fits.map(([, axes, sha]) => [axes, sha]));

    const again = await open(bytes, 'cut');
    const { document } = await planSpectrum(again!, { bandMetres: golden.ask }, 'csv', origin);
    const cuts = golden.cut.values();
    for await (const { bandMetres } of document.tables()) {
      expectClose(
        bandMetres!,
        cuts.next().value!.metres.toSorted((a, b) => a - b),
        FLOAT_START[name],
      );
    }
    expect(cuts.next().done).toBe(true);
  });

  test('spectra without wavelengths say so, and can be cut by CHANNEL', async () => {
    const spectra = await open(bytesOf('fitsrs_hst_fos.fits'), 'fitsrs_hst_fos.fits');
    expect(spectra).toMatchObject({ bandMetres: undefined, count: 2, samples: 2064, reason: expect.stringContaining('PIXEL') });
    await expect(planSpectrum(spectra!, { bandMetres: [1e-7, 2e-7] }, 'csv', origin)).rejects.toMatchObject({
      fault: 'unsupported',
      message: "BAND cannot be used on fitsrs_hst_fos.fits: CTYPE1 = 'PIXEL': the wavelengths are not in this file",
    });
    const { document } = await planSpectrum(spectra!, { channels: [5, 9] }, 'csv', origin);
    const rows = [];
    for await (const table of document.tables()) rows.push(table.rows);
    expect(rows).toEqual([5, 5]);
  });

  test('images, cubes and other tables are no spectra', async () => {
    const others = realFiles().filter((name) => !(name in goldens) && name !== 'fitsrs_hst_fos.fits' && !/\.z$/i.test(name));
    const wrong = [];
    for (const name of others) if (await open(bytesOf(name), name)) wrong.push(name);
    expect([others.length > 60, wrong]).toEqual([true, []]);
  });
});
