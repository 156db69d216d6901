import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { collectionSchema } from '#ops';
import { shapeContains } from '#region';
import { Header, HeaderEditor } from '#fits';
import { concat, cubeFile, expansion, imageFile, imageHdu, put, tableHdu, tan } from '../../test/made-files.js';
import { domainOf, type Entry } from '../index-store/entry.js';
import { SqliteIndex } from '../index-store/sqlite-index.js';
import { rootsOf } from '../scan/roots.js';
import { scan } from '../scan/scanner.js';
import { placeCollections } from './collections.js';
import { Headers } from './headers.js';
import { polarization } from './polarization.js';
import { position } from './position.js';

/** An image of 10 × 8 pixels in one tile. */
const TILES = {
  ZIMAGE: true,
  ZBITPIX: 16,
  ZNAXIS: 2,
  ZNAXIS1: 10,
  ZNAXIS2: 8,
  ZTILE1: 10,
  ZTILE2: 8,
  ZCMPTYPE: 'RICE_1',
  TTYPE1: 'COMPRESSED_DATA',
  TFORM1: '1PB(0)',
  ...tan(10, 20, 0.01, 10, 8),
};

let data: string;
beforeEach(() => {
  data = realpathSync(mkdtempSync(join(tmpdir(), 'derive-')));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

async function entries(collections: object[] = [], expanded = expansion): Promise<Record<string, Entry>> {
  const store = SqliteIndex.open(':memory:', '');
  const parsed = collections.map((one) => collectionSchema.parse(one));
  await scan(store, {
    roots: rootsOf(data, parsed),
    authority: 'test.example',
    expanded,
    collections: placeCollections(data, parsed),
  });
  const all = Object.fromEntries([...store.entries()].map((entry) => [entry.key, entry]));
  store.close();
  return all;
}

async function only(path: string, bytes: Uint8Array | string, collections: object[] = [], expanded = expansion) {
  put(data, path, bytes);
  const entry = (await entries(collections, expanded))[path];
  if (entry === undefined || 'reason' in entry) throw new Error(`${path} became no dataset: ${entry?.reason}`);
  return { ...entry.record, domain: domainOf(entry.record), guesses: entry.guesses };
}

test('a cube', async () => {
  const { row, domain, refusal, contentType, circle } = await only('wsrt/cube.fits', cubeFile());
  const light = 299792458;
  expect(row).toMatchObject({
    dataproduct_type: 'cube',
    calib_level: 2,
    obs_collection: 'wsrt',
    obs_id: 'wsrt/cube',
    obs_publisher_did: 'ivo://test.example/data?wsrt/cube.fits',
    access_url: null,
    access_format: 'application/x-votable+xml;content=datalink',
    access_estsize: 9,
    target_name: 'NGC 1',
    facility_name: 'WSRT',
    instrument_name: 'DZB',
    s_xel1: 10,
    s_xel2: 8,
    s_resolution: 18,
    t_min: 58849,
    t_max: 58849.1,
    t_exptime: 8640,
    em_xel: 5,
    em_ucd: 'em.freq',
    o_ucd: 'phot.flux.density.sb',
    o_unit: 'Jy/beam',
    pol_states: '/I/V/',
    pol_xel: 2,
  });
  expect(row.s_ra).toBeCloseTo(10, 9);
  expect(row.s_dec).toBeCloseTo(20, 9);
  expect(row.s_pixel_scale).toBeCloseTo(36, 3);
  expect(row.s_fov).toBeCloseTo(Math.hypot(0.1, 0.08), 4);
  expect(row.em_min).toBeCloseTo(light / 1.4245e9, 12);
  expect(row.em_max).toBeCloseTo(light / 1.4195e9, 12);
  expect(row.em_res_power).toBeCloseTo(1422, 0);
  expect(domain).toMatchObject({
    bandMetres: [row.em_min, row.em_max],
    polStates: ['I', 'V'],
    polygonDeg: row.s_region,
    circle,
    channels: 5,
  });
  expect(domain.timeMjd).toBeUndefined(); // no time axis: nothing to filter by
  expect([refusal, contentType]).toEqual([undefined, 'application/fits']);
});

test('extensions inherit the primary cards; companions are looked past; several CCDs have one covering polygon', async () => {
  const ccd = (name: string, ra: number) => imageHdu([10, 8], { EXTNAME: name, ...tan(ra, 20, 0.01, 10, 8) }, { extension: true });
  const weight = imageHdu([10, 8], { EXTNAME: 'WEIGHT', ...tan(200, -50, 0.01, 10, 8) }, { extension: true });
  const primary = imageHdu([], { OBJECT: 'M 31', 'MJD-OBS': 59000 });
  const { row, domain } = await only('mosaic.fits', concat(primary, weight, ccd('A', 10), ccd('B', 10.2), ccd('B', 10.4)));
  expect(row).toMatchObject({ target_name: 'M 31', t_min: 59000, dataproduct_type: 'image' });
  expect(row.s_ra).toBeCloseTo(10.2, 3);
  expect(row.s_dec).toBeCloseTo(20, 3);
  expect(domain.hdus).toEqual(['WEIGHT', 'A', '3', '4']);
  const covered = { kind: 'polygon', verticesDeg: row.s_region! } as const;
  for (const ra of [9.96, 10, 10.1, 10.2, 10.44]) expect(shapeContains(covered, ra, 20)).toBe(true);
  for (const [ra, dec] of [
    [9.9, 20],
    [10.5, 20],
    [10.2, 20.06],
    [200, -50],
  ])
    expect(shapeContains(covered, ra, dec)).toBe(false);
  expect(row.s_region!.length).toBeGreaterThanOrEqual(8);
});

test('the hull keeps its sense across RA 0 and at a pole', async () => {
  for (const [ra, dec] of [
    [0, 0],
    [40, 89.9],
  ]) {
    const ccd = (dRa: number) => imageHdu([10, 8], tan((ra + dRa + 360) % 360, dec, 0.01, 10, 8), { extension: true });
    const { row } = await only(`p${dec}.fits`, concat(imageHdu([]), ccd(-0.3), ccd(0.3)));
    expect(shapeContains({ kind: 'polygon', verticesDeg: row.s_region! }, ra, dec)).toBe(true);
    expect(signedArea(row.s_region!, ra, dec)).toBeGreaterThan(0);
  }
});

/** Positive when counter-clockwise as seen from the origin, east to the left. */
function signedArea(polygon: readonly number[], ra: number, dec: number): number {
  const [a0, d0] = [ra * (Math.PI / 180), dec * (Math.PI / 180)];
  const plane = Array.from({ length: polygon.length / 2 }, (_, i) => {
    const [a, d] = [polygon[2 * i] * (Math.PI / 180), polygon[2 * i + 1] * (Math.PI / 180)];
    return [-Math.cos(d) * Math.sin(a - a0), Math.sin(d) * Math.cos(d0) - Math.cos(d) * Math.sin(d0) * Math.cos(a - a0)];
  });
  return plane.reduce((sum, [x, y], i) => sum + x * plane[(i + 1) % plane.length][1] - plane[(i + 1) % plane.length][0] * y, 0);
}

test('one image has its polygon counter-clockwise too', async () => {
  const { row } = await only('i.fits', imageFile(120, -40));
  expect(signedArea(row.s_region!, 120, -40)).toBeGreaterThan(0);
});

test('gzip: the row comes from inside, the file is what is stored', async () => {
  const { row, refusal, compression, contentType, bytes } = await only('c.fits.gz', gzipSync(cubeFile()));
  expect(row).toMatchObject({ dataproduct_type: 'cube', pol_states: '/I/V/', obs_id: 'c' });
  expect([refusal, compression, contentType, bytes]).toEqual([undefined, 'gzip', 'application/gzip', gzipSync(cubeFile()).length]);
});

test('a name may say gzip when nothing is compressed', async () => {
  const { row, compression, contentType } = await only('c.fits.gz', cubeFile());
  expect([row.dataproduct_type, compression, contentType]).toEqual(['cube', undefined, 'application/fits']);
});

test('more inside than is allowed: a dataset as a whole', async () => {
  const { row, refusal, contentType } = await only('c.fits.gz', gzipSync(cubeFile()), [], { ...expansion, maxBytes: 5000 });
  expect([row.dataproduct_type, contentType]).toEqual([null, 'application/gzip']);
  expect(refusal).toMatch(/SODALITE_MAX_EXPANDED.*; the whole file is at #this$/);
});

test.each([
  ['x.fits.gz', gzipSync('no FITS at all'), 'not a FITS file'],
  ['x.fits.gz', gzipSync(cubeFile()).subarray(0, 200), 'too early'],
  ['x.fits.gz', Uint8Array.of(0x1f, 0x8b, 8, 0), 'too early'],
  ['x.fits', '<html>no FITS</html>', 'not a FITS file: it is a markup document'],
  ['x.fits', '', 'not a FITS file: it is empty'],
  ['x.fits', cubeFile().subarray(0, 5760), 'the data unit is truncated'],
  ['x.fits', imageFile().subarray(0, 1000), 'END'],
])('%s that is damaged is listed with the reason', async (name, bytes, reason) => {
  put(data, name, bytes);
  const entry = (await entries())[name];
  expect(entry).toMatchObject({ reason: expect.stringContaining(reason) });
  expect(JSON.stringify(entry)).not.toContain(data);
});

test.each([
  [
    'table.fits',
    () => concat(imageHdu([]), tableHdu()),
    'has no image with pixels and no spectrum to cut (HDU 1 is a binary table); the whole file is at #this',
  ],
  ['empty.fits', () => imageHdu([]), 'has no image with pixels and no spectrum to cut (no HDU has data); the whole file is at #this'],
  [
    'groups.fits',
    () => concat(imageHdu([0, 3], { GROUPS: true, PCOUNT: 1, GCOUNT: 2 }), new Uint8Array(2880)),
    'has no image with pixels and no spectrum to cut (HDU 0 is random groups); the whole file is at #this',
  ],
  [
    'tiles.fits.fz',
    () => concat(imageHdu([]), tableHdu({ ...TILES, ZCMPTYPE: 'ZSTD_9' })),
    /^has no image that can be cut: .*ZCMPTYPE.*ZSTD_9.*; the whole file is at #this$/,
  ],
  [
    'old.fits.bz2',
    () => Buffer.from('BZh91AY'),
    'is bzip2-compressed as a whole, which this release cannot read; the whole file is at #this',
  ],
])('%s is a dataset that cannot be cut', async (name, bytes, refusal) => {
  const given = (await only(name, bytes())).refusal;
  if (typeof refusal === 'string') expect(given).toBe(refusal);
  else expect(given).toMatch(refusal);
});

test('tile-compressed images have rows and domains as the images they are', async () => {
  const { row, domain, refusal, contentType } = await only('t.fz', concat(imageHdu([]), tableHdu({ ...TILES, EXTNAME: 'SCI' })));
  expect(row).toMatchObject({ dataproduct_type: 'image', s_xel1: 10, s_xel2: 8 });
  expect(domain.circle).toMatchObject({ lonDeg: expect.closeTo(10, 9), latDeg: expect.closeTo(20, 9) });
  expect([refusal, contentType]).toEqual([undefined, 'application/fits']);
});

test('one compressed image that cannot be read leaves the others', async () => {
  const both = concat(imageHdu([]), tableHdu({ ...TILES, ZCMPTYPE: 'ZSTD_9' }), tableHdu(TILES));
  const { row, refusal, guesses } = await only('t.fits.fz', both);
  expect([row.dataproduct_type, refusal]).toEqual(['image', undefined]);
  expect(guesses).toContainEqual(expect.stringMatching(/^images: .*ZSTD_9/));
});

test('absurd headers cost nothing', async () => {
  const tiles = { ...TILES, ZNAXIS1: 2 ** 31, ZTILE1: 2 ** 31, OBJECT: 'x'.repeat(5000) };
  const { row, refusal } = await only('t.fz', concat(imageHdu([]), tableHdu(tiles)));
  expect(row.dataproduct_type).toBeNull();
  expect(refusal).toMatch(/^has no image that can be cut: /);
  const stokes = { axis: 2, codeAt: (pixel: number) => pixel + 1 } as Parameters<typeof polarization>[0];
  expect(polarization(stokes, 2 ** 31).pol_states).toBe('/I/Q/U/V/');
});

test('a spectrum in a table: its band from a column, its position from cards', async () => {
  const { row, domain, refusal } = await only('s.fits', concat(imageHdu([], { RA: 202.5, DEC: 47.2, OBJECT: 'M 51' }), spectrumTable()));
  expect(row).toMatchObject({
    dataproduct_type: 'spectrum',
    dataproduct_subtype: 'table',
    calib_level: 2,
    em_xel: 5,
    em_ucd: 'em.wl',
    o_ucd: 'phot.flux.density',
    o_unit: 'Jy',
    s_ra: 202.5,
    s_dec: 47.2,
    s_region: null,
    target_name: 'M 51',
  });
  expect([row.em_min, row.em_max]).toEqual([expect.closeTo(3.995e-7, 15), expect.closeTo(4.045e-7, 15)]);
  expect(domain).toMatchObject({ bandMetres: [row.em_min, row.em_max], channels: 5 });
  expect(refusal).toBeUndefined();
});

/** 400, 401, … 404 nm and their fluxes. */
function spectrumTable(): Uint8Array {
  const header = HeaderEditor.empty().set('XTENSION', 'BINTABLE').set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', 16).set('NAXIS2', 5);
  header.set('PCOUNT', 0).set('GCOUNT', 1).set('TFIELDS', 2).set('TTYPE1', 'WAVE').set('TFORM1', 'D').set('TUNIT1', 'nm');
  header.set('TTYPE2', 'FLUX').set('TFORM2', 'D').set('TUNIT2', 'Jy');
  const data = new DataView(new ArrayBuffer(2880));
  for (let row = 0; row < 5; row++) data.setFloat64(16 * row, 400 + row);
  return concat(header.toBytes(), new Uint8Array(data.buffer));
}

test('an image without world coordinates can still be cut by pixels', async () => {
  const { row, domain, refusal, circle } = await only('plain.fits', imageHdu([5, 4]));
  expect(row).toMatchObject({
    dataproduct_type: 'image',
    s_ra: null,
    s_region: null,
    s_fov: null,
    em_min: null,
    calib_level: 1,
    pol_xel: 0,
    pol_states: null,
  });
  expect([domain.circle, domain.bandMetres, refusal, circle]).toEqual([undefined, undefined, undefined, undefined]);
});

test.each([
  [[100], { CTYPE1: 'WAVE', CRVAL1: 5e-7, CDELT1: 1e-10, CUNIT1: 'm' }, 'spectrum'],
  [[100, 1, 1], { CTYPE1: 'FREQ', CRVAL1: 1e9, CDELT1: 1e6, CTYPE2: 'RA---TAN', CTYPE3: 'DEC--TAN', CRVAL2: 10, CRVAL3: 20 }, 'spectrum'],
  [[10, 8, 1], { ...tan(10, 20, 0.01, 10, 8), CTYPE3: 'FREQ', CRVAL3: 1e9 }, 'image'],
  [[10, 8, 4], { ...tan(10, 20, 0.01, 10, 8), CTYPE3: 'STOKES', CRVAL3: 1, CDELT3: 1 }, 'cube'],
  [[100], { CTYPE1: 'TIME', MJDREF: 59000, CUNIT1: 's', CRVAL1: 0, CDELT1: 1 }, 'timeseries'],
  [[100], {}, null],
  [[100, 3], { 'DC-FLAG': 1, CTYPE1: 'LINEAR' }, 'spectrum'],
])('%j %j is of type %s', async (axes, cards, type) => {
  expect((await only('x.fits', imageHdu(axes as number[], cards as unknown as Record<string, number>))).row.dataproduct_type).toBe(type);
});

test('a spectrum has the position of its degenerate axes, or that of RA and DEC cards', async () => {
  const axes = {
    CTYPE1: 'FREQ',
    CRVAL1: 1e9,
    CDELT1: 1e6,
    CTYPE2: 'RA---TAN',
    CTYPE3: 'DEC--TAN',
    CRVAL2: 10,
    CRPIX2: 1,
    CRVAL3: 20,
    CRPIX3: 1,
    CDELT2: -0.1,
    CDELT3: 0.1,
  };
  expect((await only('a.fits', imageHdu([100, 1, 1], axes))).row).toMatchObject({
    s_ra: expect.closeTo(10, 9),
    s_dec: expect.closeTo(20, 9),
    s_xel1: 1,
  });
  expect((await only('b.fits', imageHdu([100], { RA: '01:30:00', DEC: '-10:30:00' }))).row).toMatchObject({
    s_ra: 22.5,
    s_dec: -10.5,
    s_region: null,
  });
  expect((await only('c.fits', imageHdu([100], { RA: 22.5, DEC: -10.5, EQUINOX: 1950 }))).row).toMatchObject({
    s_ra: expect.closeTo(23.12, 1),
    s_dec: expect.closeTo(-10.24, 1),
  });
});

test('the target before the telescope, whose pointing is a guess', async () => {
  const pointing = { RA: 359.7067, DEC: 14.926505 };
  const both = await only('a.fits', imageHdu([100], { ...pointing, RAOBJ: 0.0087588679, DECOBJ: 15.881756 }));
  expect(both.row).toMatchObject({ s_ra: 0.0087588679, s_dec: 15.881756 });
  expect(position(undefined, undefined, true, undefined, headersOf(pointing, 'RA of telescope boresight (deg)'))).toEqual({
    s_ra: 359.7067,
    s_dec: 14.926505,
    guesses: ['s_ra, s_dec: where the telescope pointed (RA, a boresight), which may be a degree from the target'],
  });
});

test('rows come before cards, and rows far from each other give no position', () => {
  const headers = headersOf({ RA: 10, DEC: 10 });
  const place = { lonDeg: -1, latDeg: 2, radiusDeg: 0 };
  expect(position(undefined, undefined, true, place, headers)).toEqual({ s_ra: 359, s_dec: 2, guesses: [] });
  expect(position(undefined, undefined, true, 'scattered', headers)).toEqual({ s_ra: null, s_dec: null, guesses: [] });
});

function headersOf(cards: Record<string, number>, comment?: string): Headers {
  const header = HeaderEditor.empty();
  for (const [keyword, value] of Object.entries(cards)) header.set(keyword, value, comment);
  return new Headers(Header.parse(header.toBytes(), { file: '' }));
}

test('a time axis gives TIME its domain', async () => {
  const { row, domain } = await only(
    't.fits',
    imageHdu([10], { CTYPE1: 'TIME', MJDREF: 59000, CUNIT1: 'd', CRVAL1: 1, CRPIX1: 1, CDELT1: 2 }),
  );
  expect(row).toMatchObject({ t_min: 59000, t_max: 59020, t_xel: 10 });
  expect(domain.timeMjd).toEqual([59000, 59020]);
});

test('collections: the first that takes in the file; constants, then rules', async () => {
  const collections = [
    {
      root: 'alma',
      glob: '**/*.cube.fits',
      obs_collection: 'ALMA',
      calib_level: 3,
      facility: 'ALMA',
      data_rights: 'proprietary',
      release_date: '2027-01-01',
      rules: [
        { column: 'obs_id', path: '^alma/([^/]+)/' },
        { column: 'target_name', keyword: ['FIELD', 'OBJECT'] },
        { column: 'calib_level', keyword: 'LEVEL' },
        { column: 'proposal_id', path: '(?:^x/(.*))|(/uid)' },
      ],
    },
    { obs_collection: 'the rest' },
  ];
  put(data, 'alma/uid7/a.cube.fits', cubeFile(1, 1, { LEVEL: 9, FIELD: 'J0001' }));
  put(data, 'alma/uid7/a.image.fits', imageFile());
  const all = await entries(collections);
  expect(all['alma/uid7/a.cube.fits']).toMatchObject({
    record: {
      row: {
        obs_collection: 'ALMA',
        calib_level: 3,
        facility_name: 'ALMA',
        instrument_name: 'DZB',
        data_rights: 'proprietary',
        obs_release_date: '2027-01-01',
        obs_id: 'uid7',
        target_name: 'J0001',
        proposal_id: '/uid',
      },
    },
    guesses: expect.arrayContaining(["calib_level: the rule gave '9', which the column cannot hold"]),
  });
  expect(all['alma/uid7/a.image.fits']).toMatchObject({ record: { row: { obs_collection: 'the rest', obs_id: 'alma/uid7/a.image' } } });
});
