import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, type Pairs } from './support/http.js';
import { fixture, startService, type Service } from './support/service.js';
import { python, run } from './support/tool.js';
import { oddities, readVotable, type Votable } from './support/votable.js';

let service: Service;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sodalite-ssa-'));
  service = await startService({ prepare: async (data) => void (await writeFile(join(data, 'pointed.fits'), await pointed())) });
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

/** The spectrum among the fixtures, at a place in the sky and a time. */
async function pointed(): Promise<Buffer> {
  const bytes = await readFile(fixture('spectrum.fits'));
  const end = bytes.indexOf('END'.padEnd(80));
  // The first of two cards of one name counts, so what the file says goes.
  const kept = Array.from({ length: end / 80 }, (_, i) => bytes.toString('latin1', 80 * i, 80 * i + 80)).filter(
    (card) => !POINTING.test(card),
  );
  const cards = [
    'RA      =                202.5',
    'DEC     =                 47.2',
    "DATE-OBS= '2004-05-03T00:00:00'",
    'EXPTIME =                 3600',
  ];
  const header = [...kept, ...cards, 'END'].map((card) => card.padEnd(80)).join('');
  bytes.write(header.padEnd(2880), 0, 'latin1');
  return bytes;
}

const POINTING = /^(RA|DEC|DATE-...|MJD-...|EXPTIME) *=/;

const query = (parameters: Pairs) => ask(`${service.url}/ssa/query`, { REQUEST: 'queryData', ...parameters });
async function search(parameters: Pairs): Promise<Votable> {
  const answer = await query(parameters);
  expect(answer.status).toBe(200);
  return readVotable(answer.text);
}
const files = async (parameters: Pairs): Promise<string[]> =>
  (await search({ FORMAT: 'native', ...parameters })).rows.map((row) => String(row.ssa_pubDID).split('?')[1]);

/** SSA 1.1 §4.2.5: utype, unit, UCD where it prescribes one */
const mandatory: [string, string | null][] = [
  ['Access.Reference', null],
  ['Access.Format', null],
  ['Access.Size', 'kbyte'],
  ['Dataset.DataModel', null],
  ['Dataset.Length', null],
  ['DataID.Title', null],
  ['DataID.Collection', null],
  ['Curation.Publisher', null],
  ['Curation.PublisherDID', null],
  ['Target.Name', null],
  ['Char.SpatialAxis.Coverage.Location.Value', 'deg'],
  ['Char.SpatialAxis.Coverage.Bounds.Extent', 'deg'],
  ['Char.SpectralAxis.Coverage.Location.Value', 'm'],
  ['Char.SpectralAxis.Coverage.Bounds.Extent', 'm'],
  ['Char.SpectralAxis.Coverage.Bounds.Start', 'm'],
  ['Char.SpectralAxis.Coverage.Bounds.Stop', 'm'],
  ['Char.TimeAxis.Coverage.Location.Value', 'd'],
  ['Char.TimeAxis.Coverage.Bounds.Extent', 's'],
];

/** Names of parameters and UCDs that SSA 1.1 has to the letter, older than astropy's word list. */
const PRESCRIBED = /^W03: .* 'INPUT:|^W06: Invalid UCD '(pos\.eq|pos\.eq;src|instr\.fov)'/;

describe('the table', () => {
  test('has the mandatory fields with their units', async () => {
    const { fields } = await search({});
    const units = new Map(fields.map(({ utype, unit }) => [utype, unit]));
    expect(mandatory.map(([utype]) => [utype, units.get(`ssa:${utype}`)])).toEqual(mandatory);
  });

  test('astropy finds nothing odd in it', async () => {
    expect(oddities(await search({})).filter((oddity) => !PRESCRIBED.test(oddity))).toEqual([]);
  });

  test('FORMAT=metadata gives columns and parameters, and no rows', async () => {
    const { rows, fields, infos } = await search({ FORMAT: 'METADATA' });
    expect([rows, infos[0]]).toEqual([[], expect.objectContaining({ name: 'QUERY_STATUS', value: 'OK' })]);
    expect(fields.length).toBeGreaterThanOrEqual(mandatory.length);
  });

  test('the row of the file gives the bytes as they are stored', async () => {
    const [row] = (await search({ FORMAT: 'native', TARGETNAME: 'none', PUBDID: service.id('pointed.fits') })).rows;
    expect(row).toBeUndefined();
    const [found] = (await search({ FORMAT: 'fits', PUBDID: service.id('pointed.fits') })).rows;
    expect(found).toMatchObject({ mime: 'application/fits', ssa_location: '202.5 47.2', ssa_timeExt: 3600 });
    expect((await ask(String(found.accref))).bytes.equals(await pointed())).toBe(true);
  });

  test('the row of the VOTable gives a VOTable', async () => {
    const [found] = (await search({ FORMAT: 'compliant', PUBDID: service.id('pointed.fits') })).rows;
    const answer = await ask(String(found.accref));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^application\/x-votable\+xml/)]);
    const path = join(folder, 'spectrum.vot');
    await writeFile(path, answer.bytes);
    const { code, out } = await run('stilts', [
      'tpipe',
      `in=${path}`,
      'ifmt=votable',
      'cmd=stats Minimum Maximum NGood',
      'ofmt=csv',
      'out=-',
    ]);
    // 200 samples from 500 nm on, half a nanometre each
    expect([code, out]).toEqual([0, expect.stringMatching(/^500(\.0)?,599\.5,200$/m)]);
  });
});

describe('constraints', () => {
  test.each<[string, Pairs, string[]]>([
    ['none', {}, ['pointed.fits', 'spectrum.fits']],
    ['a position near it', { POS: '202.5,47.3', SIZE: '0.3' }, ['pointed.fits']],
    ['a position too far from it', { POS: '202.5,47.3', SIZE: '0.1' }, []],
    ['a band', { BAND: '/5.5e-7' }, ['pointed.fits', 'spectrum.fits']],
    ['another band', { BAND: '0.2/0.3' }, []],
    ['a year', { TIME: '2004' }, ['pointed.fits']],
    ['another year', { TIME: '2005' }, []],
    ['position and date', { POS: '202.5,47.2', TIME: '2004-05-03/2004-05-04' }, ['pointed.fits']],
  ])('%s', async (_, parameters, expected) => {
    expect(await files(parameters)).toEqual(expected);
  });

  test('MAXREC cuts the table, and QUERY_STATUS says so', async () => {
    const { rows, infos } = await search({ MAXREC: '1' });
    expect([rows.length, infos[0]]).toEqual([1, expect.objectContaining({ name: 'QUERY_STATUS', value: 'OVERFLOW' })]);
  });

  test('errors are VOTables', async () => {
    const answer = await query({ BAND: 'blue' });
    expect(answer.status).toBe(400);
    const { infos, rows } = await readVotable(answer.text);
    expect([rows, infos[0]]).toEqual([
      [],
      expect.objectContaining({ name: 'QUERY_STATUS', value: 'ERROR', content: expect.stringMatching(/BAND/) }),
    ]);
  });
});

describe('clients', () => {
  interface Walk {
    readonly found: Record<string, readonly Record<string, string | number>[] | string>;
    readonly links: readonly (readonly [string, string])[][];
    readonly datasets: readonly (readonly number[])[][];
    readonly bodies: readonly (string | readonly string[][])[];
    readonly columns: readonly string[];
    /** metres, of each record's cutout */
    readonly cut: readonly (readonly number[])[];
  }

  test('pyVO searches, follows the links of each row, and reads what comes', async () => {
    const walk = await python<Walk>('pyvo_spectra.py', {
      ssa: `${service.url}/ssa/query`,
      searches: {
        all: {},
        cone: { pos: [202.5, 47.3], diameter: 0.3 },
        nothing: { pos: [20, 47.3], diameter: 0.3 },
        band: { band: [5e-7, 5.5e-7] },
        time: { time: ['2004-05-01T00:00:00', '2004-05-04T00:00:00'] },
        fits: { format: 'fits' },
        wrong: { pos: [202.5, 47.3], diameter: 400 },
      },
      follow: 'all',
      band: [5.2e-7, 5.3e-7],
    });
    const dids = (name: string) => (walk.found[name] as readonly Record<string, string>[]).map(({ did }) => did.split('?')[1]);
    const [first, second] = ['pointed.fits', 'spectrum.fits'];
    expect(dids('all')).toEqual([first, second, first, second]);
    expect(dids('cone')).toEqual([first, first]);
    expect(dids('nothing')).toEqual([]);
    expect(dids('band')).toEqual([first, second, first, second]);
    expect(dids('time')).toEqual([first, first]);
    expect(dids('fits')).toEqual([first, second]);
    expect(walk.found.wrong).toMatch(/SIZE needs a diameter/);
    expect(walk.found.cone[0]).toMatchObject({ ra: 202.5, dec: 47.2, format: 'application/x-votable+xml' });
    // row by row: the links of the dataset in that row
    expect(walk.links.map((links) => [...new Set(links.map(([id]) => id.split('?')[1]))])).toEqual([[first], [second], [first], [second]]);
    expect(walk.links[0].map(([, semantics]) => semantics)).toEqual(expect.arrayContaining(['#this', '#cutout']));
    expect(walk.datasets).toHaveLength(4);
    expect(walk.bodies.slice(2)).toEqual(['fits', 'fits']);
    expect((walk.bodies[0] as readonly string[][]).map(([, , utype]) => utype)).toEqual(
      expect.arrayContaining([expect.stringMatching(/SpectralAxis\.Value$/), expect.stringMatching(/FluxAxis\.Value$/)]),
    );
    // the cutout descriptor of each row, run: the channels that the band touches, 0.5 nm each
    expect(walk.cut.map((metres) => metres.length)).toEqual([21, 21, 21, 21]);
    for (const metres of walk.cut) {
      expect(Math.min(...metres)).toBeCloseTo(5.2e-7, 12);
      expect(Math.max(...metres)).toBeCloseTo(5.3e-7, 12);
    }
    expect(walk.columns).toContain('ssa_pubDID');
  });

  test('STILTS finds the spectra near the objects of a list', async () => {
    const list = join(folder, 'objects.csv');
    await writeFile(list, 'name,ra,dec\nnear,202.5,47.25\nfar,10,-10\n');
    const { code, out, err } = await run('stilts', [
      'coneskymatch',
      'servicetype=ssa',
      `serviceurl=${service.url}/ssa/query`,
      `in=${list}`,
      'ifmt=csv',
      'ra=ra',
      'dec=dec',
      'sr=0.2',
      'find=all',
      'erract=abort',
      'ocmd=keepcols "name ssa_pubDID mime"',
      'ofmt=csv',
      'out=-',
    ]);
    expect([code, err]).toEqual([0, expect.any(String)]);
    const did = service.id('pointed.fits');
    expect(out.trim().split('\n')).toEqual([
      'name,ssa_pubDID,mime',
      `near,${did},application/x-votable+xml`,
      `near,${did},application/fits`,
    ]);
  });

  test('a registry reads what the service is', async () => {
    const { status, text } = await ask(`${service.url}/ssa/capabilities`);
    expect(status).toBe(200);
    expect(text).toContain('standardID="ivo://ivoa.net/std/SSA"');
    expect(text).toContain(`${service.url}/ssa/query`);
    expect((await ask(`${service.url}/ssa/availability`)).text).toContain('<vosi:available>true');
  });
});
