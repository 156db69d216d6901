import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { closeWorkers } from '#workers';
import { planMoment, type CubeOptions, type MomentName, type MomentRequest } from '../../src/index.js';
import { makeProduct, ORIGIN, type Making } from './make-product.js';

interface Golden {
  readonly [map: string]: readonly (number | null)[];
}
interface Case {
  readonly file: string;
  readonly unit: string;
  readonly nx: number;
  readonly ny: number;
  readonly pol?: string;
  readonly latitudeFirst?: boolean;
  readonly golden: number;
}

const folder = fileURLToPath(new URL('moments/', import.meta.url));
const { include, goldens, cases } = JSON.parse(readFileSync(`${folder}maps.json`, 'utf8')) as {
  include: [number, number];
  goldens: { maps: Golden; included: Golden }[];
  cases: Case[];
};

const IDS: readonly MomentName[] = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 'variance', 'skewness', 'kurtosis', 'order3', 'boxwidth'];

afterAll(closeWorkers);

const make = (file: string, request: MomentRequest, making?: Making) =>
  makeProduct(`${folder}${file}`, (cube) => planMoment(cube, request, ORIGIN), making);

const optionsOf = ({ pol }: Case): CubeOptions => ({ filters: pol === undefined ? {} : { pols: [pol] } });

/** Float32 of a map against a double: to its rounding, of the value or of what a typical value of the map is. */
function expectMap(values: ArrayLike<number>, golden: readonly (number | null)[], { nx, ny, latitudeFirst }: Case, what: string): void {
  const typical = Math.max(...golden.map((value) => Math.abs(value ?? 0)));
  const got = golden.map((_, i) => values[latitudeFirst ? (i % nx) * ny + Math.floor(i / nx) : i]);
  const off = golden.findIndex((value, i) => (value === null ? !Number.isNaN(got[i]) : !(Math.abs(got[i] - value) <= 2e-6 * typical)));
  if (off >= 0) throw new Error(`${what}: pixel ${off} is ${got[off]}, expected ${golden[off]}`);
}

test.each(cases.map((each) => [each.file, each.pol ?? '', each] as const))(
  '%s %s: all maps are what numpy makes of the definitions',
  async (_file, _pol, each) => {
    const { maps, included } = goldens[each.golden];
    const made = await make(each.file, { moments: IDS, guard: false, errors: true }, { options: optionsOf(each) });
    for (const [id, golden] of Object.entries(maps)) expectMap(await made.values(id === 'nchan' ? 'NCHAN' : nameOf(id)), golden, each, id);
    expect(made.plan.length).toBe(made.bytes.length);
    expect(made.cube.spectral.unit).toBe(each.unit);
    const chosen = await make(each.file, { moments: IDS, guard: false, errors: true, include }, { options: optionsOf(each) });
    for (const [id, golden] of Object.entries(included))
      expectMap(await chosen.values(id === 'nchan' ? 'NCHAN' : nameOf(id)), golden, each, `${id} included`);
  },
);

const nameOf = (id: string): string => (Number.isInteger(Number(id)) ? `MOM${id}` : id.toUpperCase());

test.each(['bitpix-32.fits', 'order-zxy.fits', 'order-yzx.fits', 'stokes-first.fits', 'bitpix16.fits', 'tiles.fits.fz'])(
  '%s: the same bytes for any number of workers and any blocks, read in place or staged',
  async (file) => {
    const request: MomentRequest = { moments: IDS, nsigma: 2, errors: true, snr: true };
    const [first, ...others] = await Promise.all(
      [{}, { lanes: 1, blockPixels: 4 }, { lanes: 2, blockPixels: 13 }, { lanes: 3, blockPixels: 1 }].map((site, n) =>
        make(file, request, { site, staged: n === 2 }),
      ),
    );
    for (const other of others) expect(Buffer.compare(first.bytes, other.bytes)).toBe(0);
  },
);
