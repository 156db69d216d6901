import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { FitsFile } from '#fits';
import { memorySource } from '#storage';
import type { Filters } from '../filters.js';
import { openImages } from '../image.js';
import { metresOf } from './grid.js';
import { planSpectrum } from './plan-spectrum.js';
import { spectraOf } from './spectra-of.js';

interface Case {
  fits: string;
  /** of each spectrum, in vacuum */
  metres: (number | null)[][];
  flux: (number | null)[][];
  band: [number, number];
  /** the samples that the band leaves of each spectrum, 0-based */
  spans: ([number, number] | null)[];
  medium?: string;
  refusedAsFits?: string;
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, '../../test/spectra/spectra.json'), 'utf8')) as Record<string, Case>;
const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x.y/data' };
const open = async (bytes: Uint8Array, name = 'made.fits') => (await spectraOf(await openImages(memorySource(bytes, { name }))))!;
const fileOf = ({ fits }: Case): Buffer => gunzipSync(Buffer.from(fits, 'base64'));

async function fitsOf(bytes: Uint8Array, filters: Filters): Promise<Buffer> {
  const { body } = await planSpectrum(await open(bytes), filters, 'fits', origin);
  const out = Buffer.alloc(body.length);
  await body.fill(0, out);
  return out;
}

/** Each spectrum that is left: its flux and, for comparisons, its vacuum wavelengths from the data. */
async function tablesOf(bytes: Uint8Array, filters: Filters) {
  const { document } = await planSpectrum(await open(bytes), filters, 'votable', origin);
  const tables = [];
  for await (const { columns, samples, bandMetres, blocks } of document.tables()) {
    const flux = columns.findIndex(({ utype }) => utype?.endsWith('FluxAxis.Value'));
    const values: number[] = [];
    for await (const block of blocks()) values.push(...block[flux]);
    tables.push({ flux: values, samples, bandMetres });
  }
  return tables;
}

const close = (wanted: number) => expect.closeTo(wanted, 11 - Math.floor(Math.log10(wanted)));

test.each(Object.entries(cases))('%s: wavelengths and flux of every spectrum', async (_, made) => {
  const { arms } = await open(fileOf(made));
  const all = arms.flatMap((arm) => Array.from({ length: arm.spectra }, (__, spectrum) => ({ arm, spectrum })));
  expect(all).toHaveLength(made.metres.length);
  for (const [k, { arm, spectrum }] of all.entries()) {
    const metres = await metresOf(arm.grid(spectrum), 0, arm.samples);
    expect([...metres].map((value) => (Number.isNaN(value) ? null : value))).toEqual(
      made.metres[k].map((value) => (value === null ? null : close(value))),
    );
    const flux = arm.quantities.find(({ role }) => role === 'flux')!;
    expect([...(await flux.values(spectrum, 0, arm.samples))]).toEqual(made.flux[k].map((value) => value ?? NaN));
    if (made.medium) expect(arm.grid(spectrum).medium).toBe(made.medium);
  }
});

test.each(Object.entries(cases))('%s: a band cuts each spectrum by itself', async (_, made) => {
  const wanted = made.spans.flatMap((span, k) =>
    span ? [{ samples: span.map((i) => i + 1), flux: made.flux[k].slice(span[0], span[1] + 1) }] : [],
  );
  expect((await tablesOf(fileOf(made), { bandMetres: made.band })).map(({ samples, flux }) => ({ samples, flux }))).toEqual(wanted);
});

test.each(Object.entries(cases))('%s: as FITS it has the same structure, and reads back', async (name, made) => {
  const filters = { bandMetres: made.band };
  if (made.refusedAsFits) {
    await expect(fitsOf(fileOf(made), filters)).rejects.toMatchObject({
      fault: 'unsupported',
      message: expect.stringContaining(made.refusedAsFits),
    });
    return;
  }
  const bytes = await fitsOf(fileOf(made), filters);
  expect(bytes.length % 2880).toBe(0);
  const [before, after] = [await FitsFile.open(memorySource(fileOf(made))), await FitsFile.open(memorySource(bytes))];
  const forms = (file: FitsFile) =>
    file.hdus.map(({ header }) => [header.string('XTENSION'), header.integer('TFIELDS'), header.string('TTYPE1')]);
  const kept = forms(before).filter(([, , first]) => name !== 'boss' || (first !== 'LINENAME' && first !== undefined) || !first);
  expect(forms(after)).toEqual(name === 'boss' ? kept.slice(0, after.hdus.length) : forms(before));
  const [was, is] = [await tablesOf(fileOf(made), filters), await tablesOf(bytes, filters)];
  expect(is.map(({ flux }) => flux)).toEqual(was.map(({ flux }) => flux));
  is.forEach(({ bandMetres }, k) => expect(bandMetres).toEqual(was[k].bandMetres?.map(close)));
});
