import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodePixels, FitsFile, scalingOf } from '#fits';
import { memorySource } from '#storage';
import { writeDemoCollection } from './collection.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sodalite-demo-'));
  await writeDemoCollection(directory);
});
afterAll(() => rm(directory, { recursive: true }));

const open = async (name: string) => {
  const bytes = await readFile(join(directory, 'demo', name));
  const file = await FitsFile.open(memorySource(bytes, { name }));
  const { image, header, dataOffset, dataLength } = file.hdus[0];
  return {
    image: image!,
    header,
    bytes,
    pixels: decodePixels(bytes.subarray(dataOffset, dataOffset + dataLength), image!.bitpix, scalingOf(header)),
  };
};

test.each([
  ['disc_hi.fits', [128, 128, 64]],
  ['disc_red.fits', [512, 512]],
  ['disc_spectrum.fits', [4000]],
])('%s is whole FITS', async (name, axes) => {
  const { image, pixels, bytes } = await open(name);
  expect(image.axes).toEqual(axes);
  expect(bytes.length % 2880).toBe(0);
  expect(pixels.every(Number.isFinite)).toBe(true);
});

test('the disc turns: its receding side is north-east, its noise is as stated', async () => {
  const { pixels } = await open('disc_hi.fits');
  const mean = (side: number): number => {
    let [weight, sum] = [0, 0];
    for (let c = 0; c < 64; c++) {
      for (let r = 20; r < 30; r++) {
        const x = Math.round(64 - side * r * Math.sin(Math.PI / 6));
        const y = Math.round(64 + side * r * Math.cos(Math.PI / 6));
        const value = pixels[(c * 128 + y) * 128 + x];
        if (value < 0.005) continue;
        weight += value;
        sum += value * (820 + (c - 31.5) * 8);
      }
    }
    return sum / weight;
  };
  // flat part of the rotation curve, seen at 55 degrees: 165 sin(55) = 135 km/s
  expect(mean(1) - 820).toBeGreaterThan(115);
  expect(mean(1) - 820).toBeLessThan(140);
  expect(mean(-1) - 820).toBeLessThan(-115);
  const corner = Array.from(
    { length: 64 * 100 },
    (_, i) => pixels[Math.floor(i / 100) * 128 * 128 + (5 + (Math.floor(i / 10) % 10)) * 128 + 5 + (i % 10)],
  );
  const rms = Math.sqrt(corner.reduce((sum, value) => sum + value ** 2, 0) / corner.length);
  expect(rms).toBeGreaterThan(0.0005);
  expect(rms).toBeLessThan(0.0007);
});

test('the same bytes every time', async () => {
  const again = await mkdtemp(join(tmpdir(), 'sodalite-demo-'));
  await writeDemoCollection(again);
  const hash = async (root: string) =>
    createHash('sha256')
      .update(await readFile(join(root, 'demo/disc_hi.fits')))
      .digest('hex');
  expect(await hash(again)).toBe(await hash(directory));
  await rm(again, { recursive: true });
});
