import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { BinTable, FitsFile } from '#fits';
import { fileSource, memorySource } from '#storage';
import { closeWorkers } from '#workers';
import { MemorySink } from '../../../test/cube/memory-sink.js';
import { openImages } from '../../image.js';
import type { Cube, CubeSite } from '../cube.js';
import { openProfile } from './open-profile.js';
import { planProfile } from './plan-profile.js';
import type { ProfileRequest } from './profile-request.js';

const here = new URL('../../../test/cube/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('profiles.json', here), 'utf8'));
const directory = mkdtempSync(join(tmpdir(), 'sodalite-profiles-'));
const files = ['apertures.fits', 'profiles.fits'].map((name) => {
  const bytes = gunzipSync(readFileSync(new URL(`${name}.gz`, here)));
  writeFileSync(join(directory, name), bytes);
  return { name, bytes };
});
const sink = new MemorySink();
afterAll(async () => {
  await closeWorkers();
  sink.remove();
  rmSync(directory, { recursive: true });
});

const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x.y/data?a' };
const signal = new AbortController().signal;

async function opened(name: string, isStaged = false): Promise<Cube> {
  const path = join(directory, name);
  const { bytes } = files.find((file) => file.name === name)!;
  const source = isStaged ? memorySource(bytes, { name, lastModified: new Date(0) }) : await fileSource(path, { name });
  const site: CubeSite = isStaged ? {} : { path };
  return openProfile(await openImages(source), { filters: {}, convolve: 'never' }, site);
}

type Table = Record<string, Float64Array | string[]>;

async function made(cube: Cube, request: ProfileRequest): Promise<{ file: FitsFile; tables: Table[] }> {
  const plan = planProfile(cube, request, origin, 'fits');
  sink.bytes = Buffer.alloc(0);
  await plan.make(sink, signal);
  expect(sink.bytes.length).toBe(plan.length);
  const file = await FitsFile.open(memorySource(sink.bytes, { name: 'made.fits', lastModified: new Date(0) }));
  const tables: Table[] = [];
  for (const hdu of file.hdus.slice(1)) {
    const table = BinTable.of(file.source, hdu);
    const rows = { first: 0, count: table.rows };
    const columns: Table = {};
    for (const column of table.columns)
      columns[column.name] = column.code === 'A' ? await table.texts(column, rows) : await table.numbers(column, rows);
    tables.push(columns);
  }
  return { file, tables };
}

const asked = ({ lonDeg, latDeg, ...rest }: { lonDeg: number; latDeg: number } & Omit<ProfileRequest, 'centre'>): ProfileRequest => ({
  ...rest,
  centre: { lonDeg, latDeg },
});

test.each([['images', 'profiles.fits', 2] as const, ['cubes', 'apertures.fits', 5] as const])(
  'profiles of %s are those of the definition',
  async (kind, name, pixel) => {
    const cube = await opened(name);
    for (const { request, rows } of golden[kind]) {
      const { tables: all, file } = await made(cube, asked(request));
      const tables = all.filter((table) => 'RADIUS' in table); // and one of the beams of the channels
      expect(tables).toHaveLength(request.sides.length + (request.sectors?.length ?? 0));
      rows.forEach(({ side, NPIX, BLANK, ...row }: Record<string, number>, i: number) => {
        const [j, s] = [Math.floor(i / tables.length), i % tables.length];
        expect((tables[s].SIDE as string[])[j].trim()).toBe(side);
        expect(tables[s].NPIX[j]).toBeCloseTo(NPIX, 6);
        expect((tables[s].AREA[j] as number) / (NPIX * pixel ** 2)).toBeCloseTo(1, 5);
        expect(tables[s].BLANKAREA[j]).toBeCloseTo(BLANK * pixel ** 2, 2);
        for (const [column, value] of Object.entries(row)) {
          if (column === 'FACEON' && kind === 'cubes') continue;
          if (column === 'ERR' && kind === 'cubes') continue;
          const near = Math.abs((tables[s][column][j] as number) - value) <= 2e-5 * Math.abs(value) + 1e-12;
          if (!near) expect([request, side, j, column, tables[s][column][j]]).toEqual([request, side, j, column, value]);
        }
      });
      expect(file.hdus[1].header.string('PRMAP')).toBe(kind === 'cubes' ? 'MOMENT0' : 'IMAGE');
    }
  },
);

test('units and cards tell what it is of', async () => {
  const request = asked(golden.cubes[0].request);
  const { file } = await made(await opened('apertures.fits'), { ...request, distanceMpc: 10 });
  const { header } = file.hdus[1];
  const units = Object.fromEntries(BinTable.of(file.source, file.hdus[1]).columns.map(({ name, unit }) => [name, unit]));
  expect(units).toMatchObject({
    RADIUS: 'arcsec',
    RADIUS_KPC: 'kpc',
    MEAN: 'Jy beam-1 km s-1',
    AREA: 'arcsec2',
    FACEON: 'Jy km s-1 arcsec-2',
    PA: 'deg',
  });
  expect([header.number('PRRA'), header.string('PRSIDE'), header.string('VELDEF')]).toEqual([150.1012, 'both', 'RADI-LSR']);
  expect(file.hdus[0].header.texts('HISTORY').join(' ')).toContain('radial profile of ivo://x.y/data?a');
});

test('rings from their edge are told of', async () => {
  const { file, tables } = await made(await opened('profiles.fits'), { ...asked(golden.images[0].request), inclinationDeg: [90] });
  expect(file.hdus[0].header.texts('HISTORY').join(' ')).toContain('are taken as inclined by 89 degrees');
  expect(new Set(tables[0].INC as Float64Array)).toEqual(new Set([89]));
});

test('vector 8: the face-on surface density of a disc inclined by 60 degrees is half of its mean', async () => {
  const { tables } = await made(await opened('profiles.fits'), asked(golden.images[0].request));
  const beam = (Math.PI * 6 * 4) / (4 * Math.LN2);
  for (let j = 0; j < tables[0].MEAN.length; j++)
    expect((tables[0].FACEON[j] as number) * beam).toBeCloseTo((tables[0].MEAN[j] as number) * 0.5, 9);
});

test('the same bits from a file that is staged; as a table for VOTable and CSV', async () => {
  const request = asked(golden.cubes[0].request);
  const { tables } = await made(await opened('apertures.fits'), request);
  const again = await made(await opened('apertures.fits', true), request);
  expect(again.tables).toEqual(tables);
  const plan = planProfile(await opened('apertures.fits'), request, origin, 'csv');
  const document = await plan.compute(sink, signal);
  for await (const table of document.tables()) for await (const block of table.blocks()) expect(block[2]).toEqual(tables[0].MEAN);
});

test.each<[Partial<ProfileRequest>, string, string]>([
  [{ centre: { lonDeg: 41, latDeg: -5 } }, 'no-overlap', 'the rings do not reach the pixels'],
  [{ radii: [1, 1.05] }, 'usage', 'expected rings of at least a quarter of a pixel'],
  [{ radii: [1, 400000] }, 'usage', 'expected less than 90 degrees'],
  [{ distanceMpc: -1 }, 'usage', 'DISTANCE is -1'],
])('refused by name: %j', async (change, fault, message) => {
  const cube = await opened('profiles.fits');
  expect(() => planProfile(cube, { ...asked(golden.images[0].request), ...change }, origin, 'fits')).toThrow(
    expect.objectContaining({ fault, message: expect.stringContaining(message) }),
  );
});

test('an image has no velocities that could be asked for', async () => {
  const { bytes, name } = files.find((file) => file.name === 'profiles.fits')!;
  const image = await openImages(memorySource(bytes, { name, lastModified: new Date(0) }));
  const asked = { restFrequencyHz: 1e9, redshift: 2, frame: 'LSRK', doppler: 'radio', native: true, constantWidth: true } as const;
  await expect(openProfile(image, { filters: {}, ...asked })).rejects.toThrow(
    /RESTFREQ, Z, DOPPLER, FRAME, XAXIS, CHANWIDTH: .* is an image/,
  );
  await expect(openProfile(image, { filters: {} })).resolves.toMatchObject({ nz: 1 });
});
