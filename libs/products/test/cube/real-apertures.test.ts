import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { BinTable, FitsFile } from '#fits';
import { fileSource, memorySource } from '#storage';
import { closeWorkers } from '#workers';
import { openCube, openImages, planApertureSpectrum } from '../../src/index.js';
import { MemorySink } from './memory-sink.js';

const directory = process.env.SODALITE_REAL_DATA;
if (!directory) console.log('SODALITE_REAL_DATA is not set: spectra of real cubes are not compared');

const golden = JSON.parse(readFileSync(new URL('real-apertures.json', import.meta.url), 'utf8')) as {
  readonly file: string;
  readonly sha256: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly radiusDeg: number;
  readonly pixels: number;
  readonly spectra: readonly (readonly (number | null)[])[];
}[];
const sink = new MemorySink();
afterAll(async () => {
  await closeWorkers();
  sink.remove();
});

(directory ? test : test.skip).each(golden)('$file', async ({ file, sha256, lonDeg, latDeg, radiusDeg, pixels, spectra }) => {
  const path = join(directory!, file);
  expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256);
  const cube = await openCube(await openImages(await fileSource(path, { name: file })), { filters: {} }, { path });
  const place = { kind: 'circle', lonDeg, latDeg, radiusDeg } as const;
  const plan = planApertureSpectrum(
    cube,
    { places: [place], method: 'mean', edge: 'center' },
    { creator: 'Sodalite 9', sourceId: 'a' },
    'fits',
  );
  sink.bytes = Buffer.alloc(0);
  await plan.make(sink, new AbortController().signal);
  const made = await FitsFile.open(memorySource(sink.bytes, { name: 'made.fits', lastModified: new Date(0) }));
  expect(made.hdus).toHaveLength(spectra.length + 1);
  let most = 0;
  for (const [i, spectrum] of spectra.entries()) {
    const table = BinTable.of(made.source, made.hdus[i + 1]);
    const rows = { first: 0, count: table.rows };
    const flux = await table.numbers(table.column('FLUX')!, rows);
    most = Math.max(most, ...(await table.numbers(table.column('NVALID')!, rows)));
    const step = Math.max(1, Math.floor(flux.length / 20));
    const scale = Math.max(...spectrum.map((value) => Math.abs(value ?? 0)));
    spectrum.forEach((value, k) => {
      if (value === null) expect(flux[k * step]).toBeNaN();
      else expect(Math.abs(flux[k * step] - value)).toBeLessThanOrEqual(1e-8 * scale);
    });
  }
  expect(most).toBe(pixels);
});
