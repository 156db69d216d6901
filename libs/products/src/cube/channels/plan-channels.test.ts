import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { decodePixels, FitsFile, scalingOf } from '#fits';
import { fileSource, memorySource } from '#storage';
import { closeWorkers } from '#workers';
import { MemorySink } from '../../../test/cube/memory-sink.js';
import { openImages } from '../../image.js';
import type { Cube, CubeSite } from '../cube.js';
import type { CubeOptions } from '../cube-options.js';
import { openCube } from '../open-cube.js';
import { planChannels, type ChannelsRequest } from './plan-channels.js';

const here = new URL('../../../test/cube/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('apertures.json', here), 'utf8'));
const bytes = gunzipSync(readFileSync(new URL('apertures.fits.gz', here)));
const directory = mkdtempSync(join(tmpdir(), 'sodalite-channels-'));
const path = join(directory, 'apertures.fits');
writeFileSync(path, bytes);
const sink = new MemorySink();
afterAll(async () => {
  await closeWorkers();
  sink.remove();
  rmSync(directory, { recursive: true });
});

const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x.y/data?apertures.fits' };
const signal = new AbortController().signal;
const [NX, NY] = [31, 27];

async function cubeOf(options: CubeOptions = { filters: {}, convolve: 'never' }, site: CubeSite = { path }): Promise<Cube> {
  const source = site.path
    ? await fileSource(path, { name: 'apertures.fits' })
    : memorySource(bytes, { name: 'apertures.fits', lastModified: new Date(0) });
  return openCube(await openImages(source), options, site);
}

async function made(cube: Cube, request: ChannelsRequest): Promise<FitsFile> {
  const plan = planChannels(cube, request, origin);
  sink.bytes = Buffer.alloc(0);
  await plan.make(sink, signal);
  expect(sink.bytes.length).toBe(plan.length);
  return FitsFile.open(memorySource(sink.bytes, { name: 'made.fits', lastModified: new Date(0) }));
}

async function pixelsOf(file: FitsFile, hdu = 0): Promise<Float64Array> {
  const { dataOffset, dataLength, image, header } = file.hdus[hdu];
  const data = await file.source.read({ offset: dataOffset, length: dataLength });
  return decodePixels(data, image!.bitpix, scalingOf(header)) as Float64Array;
}

function expectPanels(found: ArrayLike<number>, { values, blank }: (typeof golden.maps)[number]): void {
  values.forEach((plane: (number | null)[], map: number) => {
    const pixels = Array.from({ length: NX * NY }, (_, i) => found[map * NX * NY + i]);
    expect(pixels.filter((value) => Number.isNaN(value))).toHaveLength(blank[map]);
    plane.forEach((value, i) => {
      if (value === null) expect(pixels[7 * i]).toBeNaN();
      else expect(pixels[7 * i] - value).toBeCloseTo(0, 5);
    });
  });
}

test('a cube of maps is that of the definition', async () => {
  const cube = await cubeOf();
  for (const map of golden.maps) {
    const file = await made(cube, { ...map, layout: 'cube' });
    const { header, image } = file.hdus[0];
    expect(image!.axes).toEqual([NX, NY, map.bins.length]);
    const pixels = await pixelsOf(file);
    expectPanels(pixels, map);
    const [low, high] = map.bins[0];
    expect(header.number('CRVAL3')).toBeCloseTo((low + high) / 2, 6);
    expect(header.number('CDELT3')).toBeCloseTo(high - low, 6);
    expect([header.string('CTYPE3'), header.string('CUNIT3'), header.number('CRPIX3')]).toEqual(['VRAD', 'km/s', 1]);
    expect(header.string('BUNIT')).toBe(map.combine === 'mean' ? 'Jy/beam' : 'Jy beam-1 km s-1');
    const valid = [...pixels].filter(Number.isFinite);
    expect([header.number('DATAMIN'), header.number('DATAMAX')]).toEqual([Math.min(...valid), Math.max(...valid)]);
    map.noise.forEach((noise: number | null, i: number) => {
      if (noise !== null) expect(header.number(`NOISE${i + 1}`)! / noise).toBeCloseTo(1, 5);
    });
    expect(header.logical('BEAMWARN')).toBe(true);
    expect([header.has('CASAMBM'), file.hdus[1].name]).toEqual([false, 'CHANBEAM']);
    expect(header.texts('HISTORY').join(' ')).toContain('channel maps of ivo://x.y/data?apertures.fits');
  }
});

test('a map each', async () => {
  const cube = await cubeOf();
  const map = golden.maps[0];
  const file = await made(cube, { ...map, layout: 'hdus' });
  const { length } = map.bins;
  expect(file.hdus.map(({ name }) => name)).toEqual(['', ...map.bins.map((_: unknown, i: number) => `CHMAP_${i + 1}`), 'CHANBEAM']);
  const all: number[] = [];
  for (let i = 1; i <= length; i++) {
    const { header, image } = file.hdus[i];
    expect(image!.axes).toEqual([NX, NY]);
    expect([header.number('VLO'), header.number('VHI')].map((edge) => edge!.toFixed(6))).toEqual(
      map.bins[i - 1].map((edge: number) => edge.toFixed(6)),
    );
    expect([header.has('CTYPE3'), header.string('CTYPE1')]).toEqual([false, 'RA---SIN']);
    all.push(...(await pixelsOf(file, i)));
  }
  expectPanels(all, map);
});

test('a box and some channels; the same bits from a file that is staged', async () => {
  const options: CubeOptions = { filters: { channels: [2, 6], shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 150.1, latDeg: 2.2, radiusDeg: 0.008 } } } }; // prettier-ignore
  const request: ChannelsRequest = { panels: 2, combine: 'mean', layout: 'cube' };
  const whole = await pixelsOf(await made(await cubeOf({ filters: { channels: [2, 6] } }), request));
  const cube = await cubeOf(options);
  const file = await made(cube, request);
  const pixels = await pixelsOf(file);
  const { x, y } = cube.box;
  for (let map = 0; map < 2; map++) {
    for (let i = 0; i < cube.nx * cube.ny; i++) {
      const [column, row] = [x.first + (i % cube.nx), y.first + Math.floor(i / cube.nx)];
      expect(pixels[map * cube.nx * cube.ny + i]).toBe(whole[(map * NY + row) * NX + column]);
    }
  }
  expect(file.hdus[0].header.number('CRPIX1')).toBe(15.5 - x.first);
  const direct = sink.bytes;
  await made(await cubeOf(options, {}), request);
  // Its date is another one.
  expect(sink.bytes.subarray(file.hdus[0].dataOffset)).toEqual(direct.subarray(file.hdus[0].dataOffset));
});

test('maps of frequencies where those are asked for', async () => {
  const file = await made(await cubeOf({ filters: {}, native: true }), { step: 5e5, combine: 'integrate', layout: 'cube' });
  const { header } = file.hdus[0];
  expect([header.string('CTYPE3'), header.string('CUNIT3'), header.number('CDELT3'), header.string('BUNIT')]).toEqual([
    'FREQ',
    'Hz',
    5e5,
    'Jy beam-1 Hz',
  ]);
  expect(header.number('CRVAL3')).toBeCloseTo(1.419e9 - 1e5 + 2.5e5, 3);
});

test('maps begin where the velocities do that are asked for', async () => {
  const { spectral } = await cubeOf();
  const [low, high] = [Math.min(...spectral.edges), Math.max(...spectral.edges)];
  const kms: [number, number] = [low + 0.3 * (high - low), low + 0.7 * (high - low)];
  const step = (kms[1] - kms[0]) / 2;
  const request: ChannelsRequest = { step, combine: 'mean', layout: 'cube' };
  const velocity = { filters: { velocity: { kms } }, convolve: 'never' } as const;
  const { header, image } = (await made(await cubeOf(velocity), request)).hdus[0];
  expect(image!.axes[2]).toBe(2);
  expect(header.number('CRVAL3')).toBeCloseTo(kms[0] + step / 2, 6);
  const hertz = { filters: { frequencyHz: [1.41915e9, 1.42e9] as const }, native: true, convolve: 'never' } as const;
  const native = (await made(await cubeOf(hertz), { ...request, step: 4.5e5 })).hdus[0];
  expect([native.header.number('CRVAL3'), native.image!.axes[2]]).toEqual([1.41915e9 + 2.25e5, 2]);
  // In another convention the numbers that are asked for are not those of the axis.
  const other = await cubeOf({ ...velocity, doppler: 'optical' });
  expect((await made(other, request)).hdus[0].header.number('CRVAL3')).toBeCloseTo(Math.min(...other.spectral.edges) + step / 2, 6);
});
