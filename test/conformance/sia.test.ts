import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, type Pairs } from './support/http.js';
import { startService, type Service } from './support/service.js';
import { oddities, readVotable, type Votable } from './support/votable.js';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

async function search(parameters: Pairs): Promise<Votable> {
  const answer = await ask(`${service.url}/sia/query`, parameters);
  expect(answer.status).toBe(200);
  return readVotable(answer.text);
}

const found = async (parameters: Pairs): Promise<string[]> =>
  (await search(parameters)).rows.map((row) => String(row.obs_publisher_did).split('?')[1]).sort();
const overflow = ({ infos }: Votable): boolean => infos.some((info) => info.name === 'QUERY_STATUS' && info.value === 'OVERFLOW');

/** ObsCore 1.1: name, unit, UCD, utype below obscore: */
const mandatory: [string, string | null, string, string][] = [
  ['dataproduct_type', null, 'meta.code.class', 'ObsDataset.dataProductType'],
  ['calib_level', null, 'meta.code;obs.calib', 'ObsDataset.calibLevel'],
  ['obs_collection', null, 'meta.id', 'DataID.collection'],
  ['obs_id', null, 'meta.id', 'DataID.observationID'],
  ['obs_publisher_did', null, 'meta.ref.ivoid', 'Curation.publisherDID'],
  ['access_url', null, 'meta.ref.url', 'Access.reference'],
  ['access_format', null, 'meta.code.mime', 'Access.format'],
  ['access_estsize', 'kbyte', 'phys.size;meta.file', 'Access.size'],
  ['target_name', null, 'meta.id;src', 'Target.name'],
  ['s_ra', 'deg', 'pos.eq.ra', 'Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1'],
  ['s_dec', 'deg', 'pos.eq.dec', 'Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C2'],
  ['s_fov', 'deg', 'phys.angSize;instr.fov', 'Char.SpatialAxis.Coverage.Bounds.Extent.diameter'],
  ['s_region', 'deg', 'pos.outline;obs.field', 'Char.SpatialAxis.Coverage.Support.Area'],
  ['s_resolution', 'arcsec', 'pos.angResolution', 'Char.SpatialAxis.Resolution.Refval.value'],
  ['s_xel1', null, 'meta.number', 'Char.SpatialAxis.numBins1'],
  ['s_xel2', null, 'meta.number', 'Char.SpatialAxis.numBins2'],
  ['t_min', 'd', 'time.start;obs.exposure', 'Char.TimeAxis.Coverage.Bounds.Limits.StartTime'],
  ['t_max', 'd', 'time.end;obs.exposure', 'Char.TimeAxis.Coverage.Bounds.Limits.StopTime'],
  ['t_exptime', 's', 'time.duration;obs.exposure', 'Char.TimeAxis.Coverage.Support.Extent'],
  ['t_resolution', 's', 'time.resolution', 'Char.TimeAxis.Resolution.Refval.value'],
  ['t_xel', null, 'meta.number', 'Char.TimeAxis.numBins'],
  ['em_min', 'm', 'em.wl;stat.min', 'Char.SpectralAxis.Coverage.Bounds.Limits.LoLimit'],
  ['em_max', 'm', 'em.wl;stat.max', 'Char.SpectralAxis.Coverage.Bounds.Limits.HiLimit'],
  ['em_res_power', null, 'spect.resolution', 'Char.SpectralAxis.Resolution.ResolPower.refVal'],
  ['em_xel', null, 'meta.number', 'Char.SpectralAxis.numBins'],
  ['o_ucd', null, 'meta.ucd', 'Char.ObservableAxis.ucd'],
  ['pol_states', null, 'meta.code;phys.polarization', 'Char.PolarizationAxis.stateList'],
  ['pol_xel', null, 'meta.number', 'Char.PolarizationAxis.numBins'],
  ['facility_name', null, 'meta.id;instr.tel', 'Provenance.ObsConfig.Facility.name'],
  ['instrument_name', null, 'meta.id;instr', 'Provenance.ObsConfig.Instrument.name'],
];

describe('the table', () => {
  test('has every mandatory column of ObsCore with its unit, UCD and utype', async () => {
    const { fields } = await search({ MAXREC: '1' });
    const byName = new Map(fields.map((field) => [field.name, field]));
    const had = mandatory.map(([name]) => {
      const field = byName.get(name);
      return [name, field?.unit ?? null, field?.ucd, field?.utype];
    });
    expect(had).toEqual(mandatory.map(([name, unit, ucd, utype]) => [name, unit, ucd, `obscore:${utype}`]));
  });

  test('astropy finds nothing odd in it, units and UCDs included', async () => {
    expect(oddities(await search({}))).toEqual([]);
  });

  test('leads to {links}: format, address, descriptor', async () => {
    const { rows, descriptors, fields } = await search({ ID: service.id('vrad.fits') });
    expect(rows).toHaveLength(1);
    expect(rows[0].access_format).toBe('application/x-votable+xml;content=datalink');
    const document = await readVotable((await ask(String(rows[0].access_url))).text);
    expect(document.rows[0]).toMatchObject({ ID: service.id('vrad.fits'), semantics: '#this' });
    const linksOf = descriptors.find(
      (d) => d.parameters.standardID === 'ivo://ivoa.net/std/DataLink#links-1.1' && d.utype === 'adhoc:service',
    )!;
    expect(linksOf.parameters.accessURL).toBe(`${service.url}/datalink/links`);
    expect(fields.find((field) => field.name === 'obs_publisher_did')!.ID).toBe(linksOf.inputs.ID.ref);
  });

  test('says what the headers say', async () => {
    const [row] = (await search({ ID: service.id('stokes-iv.fits') })).rows;
    expect(row).toMatchObject({
      dataproduct_type: 'cube',
      target_name: 'ORION',
      facility_name: 'SYNTH',
      instrument_name: 'RECEIVER-2',
      pol_states: '/I/V/',
      pol_xel: 2,
      em_xel: 8,
      s_xel1: 24,
      s_xel2: 20,
    });
    const [low, high] = [299792458 / (1.425e9 + 1e5), 299792458 / (1.425e9 - 7.5 * 2e5)];
    expect(Number(row.em_min)).toBeCloseTo(low, 12);
    expect(Number(row.em_max)).toBeCloseTo(high, 12);
    expect(Number(row.s_ra)).toBeCloseTo(83.63, 2);
    expect(Number(row.t_min)).toBeCloseTo(60370.1702, 3);
  });
});

describe('constraints', () => {
  const at = { disc: 'CIRCLE 150.1 2.2 0.1', zero: 'CIRCLE 0 10 0.1', pole: 'CIRCLE 0 90 0.01' };

  test.each<[string, Pairs, string[]]>([
    ['a circle', { POS: at.disc }, ['velo-lsr.fits', 'vrad.fits']],
    ['a circle across RA 0', { POS: at.zero }, ['ra-zero.fits']],
    ['a circle at the pole', { POS: at.pole }, ['pole.fits']],
    ['a range', { POS: 'RANGE 150 150.2 2 2.4' }, ['velo-lsr.fits', 'vrad.fits']],
    ['a range across RA 0', { POS: 'RANGE 359.9 0.1 9.9 10.1' }, ['ra-zero.fits']],
    ['a polygon', { POS: 'POLYGON 150 2.1 150.2 2.1 150.1 2.4' }, ['velo-lsr.fits', 'vrad.fits']],
    ['one of two positions', { POS: [at.zero, at.pole] }, ['pole.fits', 'ra-zero.fits']],
    ['position and wavelength', { POS: at.disc, BAND: '0.21 0.22' }, ['velo-lsr.fits', 'vrad.fits']],
    ['position and the wrong wavelength', { POS: at.disc, BAND: '5e-7 6e-7' }, []],
    ['a single wavelength', { BAND: '4.8e-7' }, ['air.fits']],
    ['wavelengths open below', { BAND: '-Inf 5.5e-7' }, ['air.fits']],
    ['spectra, when they are asked for', { BAND: '-Inf 5.5e-7', DPTYPE: ['cube', 'spectrum'] }, ['air.fits', 'spectrum.fits']],
    ['a polarization state', { POL: 'V' }, ['stokes-iquv.fits', 'stokes-iv.fits']],
    ['either of two', { POL: ['Q', 'U'] }, ['stokes-iquv.fits']],
    ['a time', { TIME: '60096 60096.5' }, ['stokes-iquv.fits']],
    ['a single time', { TIME: '60096.02' }, ['stokes-iquv.fits']],
    ['a target', { TARGET: 'AIPS' }, ['velo-lsr.fits']],
    ['strings compare exactly', { TARGET: 'aips' }, []],
    ['an instrument or another', { INSTRUMENT: ['RECEIVER-2', 'IFU'] }, ['air.fits', 'stokes-iv.fits']],
    ['field of view', { FOV: '1 2', POS: at.pole }, ['pole.fits']],
    ['field of view, too small', { FOV: '0 0.1', POS: at.pole }, []],
    ['resolution is contained, not overlapped', { SPATRES: '11 13' }, ['vrad.fits']],
    ['exposure', { EXPTIME: '3600', TARGET: 'PLANE' }, ['galactic.fits']],
    ['nothing there', { POS: 'CIRCLE 250 -60 0.1' }, []],
  ])('%s', async (_, parameters, files) => {
    const names = await found(parameters);
    // A file with several rows is one answer; what no constraint excludes because its metadata are unknown must not appear.
    expect([...new Set(names)]).toEqual(files);
  });

  test('names are case-insensitive and POST does as well', async () => {
    const body = new URLSearchParams({ pos: at.zero });
    const { status, text } = await ask(`${service.url}/sia/query`, {}, { method: 'POST', body });
    expect([status, (await readVotable(text)).rows.length]).toEqual([200, 1]);
  });
});

describe('MAXREC', () => {
  test('cuts the table and says so', async () => {
    const document = await search({ MAXREC: '2' });
    expect([document.rows.length, overflow(document)]).toEqual([2, true]);
  });

  test('that is just enough is no overflow', async () => {
    const all = await search({});
    const document = await search({ MAXREC: String(all.rows.length) });
    expect([document.rows.length, overflow(document)]).toEqual([all.rows.length, false]);
  });

  test('of 0 gives the columns and no rows', async () => {
    const { rows, fields } = await search({ MAXREC: '0' });
    expect(rows).toEqual([]);
    expect(fields.length).toBeGreaterThanOrEqual(mandatory.length);
  });
});

describe('errors are VOTables with the fault of SIA', () => {
  test.each<[string, Pairs, RegExp]>([
    ['POS of nonsense', { POS: 'NONSENSE' }, /POS/],
    ['POS with a comma', { POS: 'CIRCLE 150,2,1' }, /POS/],
    ['BAND of three numbers', { BAND: '1 2 3' }, /BAND/],
    ['BAND in the syntax of SIA1', { BAND: '1e-7/2e-7' }, /BAND/],
    ['MAXREC that is no number', { MAXREC: 'many' }, /MAXREC/],
    ['MAXREC below zero', { MAXREC: '-1' }, /MAXREC/],
    ['an unknown format', { RESPONSEFORMAT: 'application/x-nonsense' }, /RESPONSEFORMAT/],
  ])('%s', async (_, parameters, named) => {
    const answer = await ask(`${service.url}/sia/query`, parameters);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, expect.stringMatching(/^application\/x-votable\+xml/)]);
    const { infos, rows } = await readVotable(answer.text);
    expect(infos[0]).toMatchObject({ name: 'QUERY_STATUS', value: 'ERROR', content: expect.stringMatching(/^UsageFault: /) });
    expect(infos[0].content).toMatch(named);
    expect(rows).toEqual([]);
  });
});
