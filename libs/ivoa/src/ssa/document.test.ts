import { describe, expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { BARE_ROW, CUBE_ROW } from '../../test/fixtures.js';
import { parseVotable } from '../votable/reader.js';
import { ssaChunks, type SsaDocument } from './document.js';
import { ssaError } from './errors.js';

const baseUrl = 'https://x/vo';
const spectrum = { ...CUBE_ROW, dataproduct_type: 'spectrum', em_min: 4e-7, em_max: 7e-7 };
const hits = [
  { row: spectrum, contentType: 'application/fits', isServed: true },
  { row: { ...BARE_ROW, dataproduct_type: 'sed' }, contentType: 'application/gzip', isServed: false },
];
const answer = (about: Partial<SsaDocument> = {}) =>
  parseVotable([...ssaChunks({ hits, wanted: ['votable', 'file'], overflow: false, baseUrl, ...about })].join(''));
const table = (about: Partial<SsaDocument> = {}) => answer(about).resources[0].tables[0];
const byUtype = (about: Partial<SsaDocument> = {}) => {
  const { fields, rows } = table(about);
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [fields[i].utype.replace('ssa:', ''), cell])));
};

test('a spectrum that is understood comes as VOTable and as it is stored; the others as they are stored; VOTables first', () => {
  expect(byUtype().map((row) => [row['Access.Format'], row['Curation.PublisherDID'], row['Dataset.DataModel']])).toEqual([
    ['application/x-votable+xml', CUBE_ROW.obs_publisher_did, 'Spectrum-1.0'],
    ['application/fits', CUBE_ROW.obs_publisher_did, ''],
    ['application/gzip', BARE_ROW.obs_publisher_did, ''],
  ]);
  const [votable, fits] = byUtype().map((row) => row['Access.Reference']);
  const id = encodeURIComponent(CUBE_ROW.obs_publisher_did);
  expect(votable).toBe(`${baseUrl}/soda/sync?ID=${id}&RESPONSEFORMAT=votable`);
  expect(fits).toBe(`${baseUrl}/files?ID=${id}`);
  expect(byUtype({ wanted: ['file'] })).toHaveLength(2);
  expect(byUtype({ wanted: [] })).toEqual([]);
});

test('the mandatory fields have what the row has', () => {
  const [row] = byUtype();
  expect(row).toMatchObject({
    'Dataset.Length': '64',
    'Dataset.Type': 'Spectrum',
    'DataID.Title': 'HI cube',
    'DataID.Collection': 'hi',
    'Curation.Publisher': 'obs.example',
    'Target.Name': 'NGC 6946 & friends',
    'Char.SpatialAxis.Coverage.Location.Value': '12 34',
    'Char.SpatialAxis.Coverage.Bounds.Extent': '1.02',
    'Char.SpectralAxis.Coverage.Bounds.Start': '4e-7',
    'Char.SpectralAxis.Coverage.Bounds.Stop': '7e-7',
    'Char.TimeAxis.Coverage.Location.Value': '59000.35',
    'Char.TimeAxis.Coverage.Bounds.Extent': '3600',
    'Char.FluxAxis.Ucd': 'phot.flux.density',
  });
  expect(Number(row['Char.SpectralAxis.Coverage.Location.Value'])).toBeCloseTo(5.5e-7, 15);
  expect(Number(row['Char.SpectralAxis.Coverage.Bounds.Extent'])).toBeCloseTo(3e-7, 15);
  expect(byUtype()[2]).toMatchObject({ 'Dataset.Type': 'SED', 'DataID.Title': 'x', 'Char.SpatialAxis.Coverage.Location.Value': 'NaN NaN' });
});

describe('status', () => {
  const status = (about: Partial<SsaDocument>) => answer(about).resources[0].infos.filter(({ name }) => name === 'QUERY_STATUS');

  test.each<[string, Partial<SsaDocument>, string, number]>([
    ['enough room', { maxrec: 3 }, 'OK', 3],
    ['too many rows', { maxrec: 2 }, 'OVERFLOW', 2],
    ['more in the catalogue', { overflow: true }, 'OVERFLOW', 3],
    ['the description alone', { maxrec: 0 }, 'OK', 0],
  ])('%s', (_, about, value, rows) => {
    expect(status(about)).toMatchObject([{ value }]);
    expect(table(about).rows).toHaveLength(rows);
  });

  test('protocol, parameters and a descriptor of {links} are in every answer', () => {
    const [results, links] = answer({ wanted: [] }).resources;
    expect(results.infos).toContainEqual({ name: 'SERVICE_PROTOCOL', value: '1.1', content: 'SSAP' });
    expect(results.params.map(({ attributes }) => attributes.name)).toEqual(
      expect.arrayContaining(['INPUT:POS', 'INPUT:SIZE', 'INPUT:BAND', 'INPUT:TIME', 'INPUT:FORMAT']),
    );
    const ref = links.inputs[0].attributes.ref;
    expect(results.tables[0].fields.find(({ ID }) => ID === ref)).toMatchObject({ utype: 'ssa:Curation.PublisherDID' });
  });

  test('an error has no table', () => {
    const { status: http, body } = ssaError(new UsageError('POS needs more'));
    expect(http).toBe(400);
    expect(parseVotable(body).resources[0]).toMatchObject({
      infos: [{ name: 'QUERY_STATUS', value: 'ERROR', content: 'UsageFault: POS needs more' }],
      tables: [],
    });
  });
});
