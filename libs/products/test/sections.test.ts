import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { FitsFile } from '#fits';
import { memorySource } from '#storage';
import { alternatesOf, Wcs } from '#wcs';
import { openImages, planCutouts } from '../src/index.js';

/** Made by make_sections.py: what fitscopy cuts, and where astropy says that its pixels are. */
interface Golden {
  readonly section: string;
  readonly extension: [name: string, version?: number] | null;
  readonly ranges: readonly [first: number | null, last: number | null, step: number][];
  readonly axes: number[];
  readonly sha256: string;
  /** per description ('' and A) the coordinates of the first, a middle and the last pixel of every axis */
  readonly world: number[][][];
}

const here = (name: string) => readFileSync(new URL(name, import.meta.url));
const goldens = JSON.parse(here('sections.json').toString()) as Golden[];
const whole = memorySource(gunzipSync(here('sections.fits.gz')));

test.each(goldens.map((golden) => [golden.section, golden] as const))(
  '%s is what CFITSIO cuts, and lies where astropy says',
  async (_, golden) => {
    const pixels = {
      extension: golden.extension === null ? undefined : { name: golden.extension[0], version: golden.extension[1] },
      axes: golden.ranges.map(([first, last, step]) => ({ first: first ?? undefined, last: last ?? undefined, step })),
    };
    const plan = await planCutouts(await openImages(whole), [{ pixels }], { creator: 'Sodalite 9', sourceId: 'x' });
    const bytes = Buffer.alloc(plan.body.length);
    await plan.body.fill(0, bytes);
    const { hdus } = await FitsFile.open(memorySource(bytes));
    const { header, image, dataOffset, dataLength } = hdus.find((hdu) => hdu.image)!;
    expect(image!.axes).toEqual(golden.axes);
    expect(
      createHash('sha256')
        .update(bytes.subarray(dataOffset, dataOffset + dataLength))
        .digest('hex'),
    ).toBe(golden.sha256);
    alternatesOf(header).forEach((alternate, k) => {
      const wcs = Wcs.parse(header, { axes: image!.axes, alternate });
      const points = [0, 1, 2].flatMap((at) => golden.axes.map((n) => [0, Math.floor((n - 1) / 2), n - 1][at]));
      const world = new Float64Array(points.length);
      wcs.pixelToWorld(Float64Array.from(points), 3, world);
      golden.world[k]
        .flat()
        .forEach((expected, i) => expect(Math.abs(world[i] - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected))));
    });
    expect(alternatesOf(header)).toHaveLength(golden.world.length);
  },
);
