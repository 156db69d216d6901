import { describe, expect, test } from '@jest/globals';
import { BARE_ROW, CUBE_ROW } from '../../test/fixtures.js';
import { OBSCORE_COLUMNS } from '../obscore/columns.js';
import { parseVotable } from '../votable/reader.js';
import { sia2Chunks, sia2Document } from './document.js';

const baseUrl = 'https://x/vo';
const document = parseVotable(
  sia2Document({ rows: [CUBE_ROW, BARE_ROW], overflow: false, baseUrl, options: { collections: ['hi'], calibs: [1, 2] } }),
);
const { fields, rows } = document.resources[0].tables[0];
const column = (name: string) => rows.map((row) => row[fields.findIndex((field) => field.name === name)]);

describe('columns', () => {
  test('every mandatory one of ObsCore', () => {
    const mandatory = OBSCORE_COLUMNS.filter(({ presence }) => presence === 'mandatory').map(({ name }) => name);
    expect(mandatory).toHaveLength(30);
    expect(fields.map(({ name }) => name).slice(0, 30)).toEqual(mandatory);
    expect(fields.every(({ utype }) => utype.startsWith('obscore:'))).toBe(true);
  });

  test.each([
    ['access_estsize', { datatype: 'long', unit: 'kbyte' }],
    ['s_region', { datatype: 'double', arraysize: '*', xtype: 'polygon', unit: 'deg' }],
    ['dataproduct_type', { utype: 'obscore:ObsDataset.dataProductType' }],
    ['em_res_power', { utype: 'obscore:Char.SpectralAxis.Resolution.ResolPower.refVal' }],
    ['obs_publisher_did', { ID: 'obs_publisher_did', ucd: 'meta.ref.ivoid' }],
    ['calib_level', { datatype: 'int' }],
  ])('%s', (name, attributes) => {
    expect(fields.find((field) => field.name === name)).toMatchObject(attributes);
  });

  test('a rare optional one comes with its first value', () => {
    const names = (row: typeof CUBE_ROW) =>
      parseVotable(sia2Document({ rows: [row], overflow: false, baseUrl })).resources[0].tables[0].fields.map(({ name }) => name);
    expect(names(CUBE_ROW)).not.toContain('bib_reference');
    expect(names({ ...CUBE_ROW, bib_reference: '2020A&A...1' })).toContain('bib_reference');
  });
});

test('cells: full URLs, nulls empty, a polygon in every row', () => {
  expect(column('access_url')).toEqual([`${baseUrl}${CUBE_ROW.access_url}`, '']);
  expect(column('s_region')).toEqual(['11.6 33.6 12.4 33.6 12.4 34.4 11.6 34.4', 'NaN NaN NaN NaN NaN NaN']);
  expect(column('t_resolution')).toEqual(['', '']);
  expect(column('em_res_power')).toEqual(['100000', '']);
  expect(column('target_name')).toEqual(['NGC 6946 & friends', '']);
});

test('descriptors: {links}, SODA, itself with the values that occur', () => {
  const [links, soda, self] = document.resources.slice(1);
  for (const service of [links, soda]) {
    const id = service.inputs.find(({ attributes }) => attributes.name === 'ID')!;
    expect(service.attributes.utype).toBe('adhoc:service');
    expect(id.attributes).toMatchObject({ value: '', ref: 'obs_publisher_did' });
  }
  expect(self.attributes.utype).toBe('adhoc:this');
  const options = (name: string) => self.inputs.find(({ attributes }) => attributes.name === name)!.options;
  expect(options('COLLECTION')).toEqual(['hi']);
  expect(options('CALIB')).toEqual(['1', '2']);
  expect(new Set(self.inputs.map(({ attributes }) => attributes.name)).size).toBe(self.inputs.length);
});

test('overflow is told after the table, and only then', () => {
  const statuses = (overflow: boolean) =>
    parseVotable(sia2Document({ rows: [CUBE_ROW], overflow, baseUrl }))
      .resources[0].infos.filter(({ name }) => name === 'QUERY_STATUS')
      .map(({ value }) => value);
  expect(statuses(false)).toEqual(['OK']);
  expect(statuses(true)).toEqual(['OK', 'OVERFLOW']);
});

test('a long answer comes in pieces', () => {
  const many = Array.from({ length: 1200 }, () => CUBE_ROW);
  const chunks = [...sia2Chunks({ rows: many, overflow: false, baseUrl })];
  expect(chunks).toHaveLength(5);
  expect(parseVotable(chunks.join('')).resources[0].tables[0].rows).toHaveLength(1200);
});
