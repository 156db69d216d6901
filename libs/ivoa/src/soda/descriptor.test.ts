import { describe, expect, test } from '@jest/globals';
import { Params } from '../dali/params.js';
import { linksDocument } from '../datalink/links.js';
import { parseVotable } from '../votable/reader.js';
import { type DatasetDomain, genericSodaDescriptor, sodaDescriptor } from './descriptor.js';
import { SODA_PARAMETERS } from './parameters.js';
import { parseSoda } from './request.js';

const ID = 'ivo://obs.example/data?a%20b/c+7.fits';
const DOMAIN: DatasetDomain = {
  circle: { lonDeg: 12, latDeg: 34, radiusDeg: 0.51 },
  polygonDeg: [11.6, 33.6, 12.4, 33.6, 12.4, 34.4, 11.6, 34.4],
  bandMetres: [0.2105, 0.2112],
  timeMjd: [59000.1, 59000.6],
  polStates: ['I', 'V'],
};
const names = (domain: DatasetDomain) => sodaDescriptor(ID, domain).inputs.map(({ name }) => name);

/** SODA 1.0 §3.3 and §4.2, by the letters that clients compare. */
test.each([
  ['ID', 'char', '*', undefined, undefined, 'meta.ref.url;meta.curation'],
  ['POS', 'char', '*', undefined, undefined, 'pos.outline;obs'],
  ['CIRCLE', 'double', '3', 'circle', 'deg', 'pos.outline;obs'],
  ['POLYGON', 'double', '*', 'polygon', 'deg', 'pos.outline;obs'],
  ['BAND', 'double', '2', 'interval', 'm', 'em.wl;stat.interval'],
  ['TIME', 'double', '2', 'interval', 'd', 'time.interval;obs.exposure'],
  ['POL', 'char', '*', undefined, undefined, 'meta.code;phys.polarization'],
])('%s', (name, datatype, arraysize, xtype, unit, ucd) => {
  const found: object | undefined = SODA_PARAMETERS.find((parameter) => parameter.name === name);
  expect(found).toMatchObject({ datatype, arraysize, ucd, ...(xtype && { xtype }), ...(unit && { unit }) });
  expect(Object.keys(found!).includes('unit')).toBe(unit !== undefined);
});

describe('the descriptor of a dataset', () => {
  test('has the domain as a client reads it', () => {
    const resource = parseVotable(linksDocument({ rows: [], descriptors: [sodaDescriptor(ID, DOMAIN)], baseUrl: 'https://x' }))
      .resources[1];
    const input = (wanted: string) => resource.inputs.find(({ attributes }) => attributes.name === wanted)!;
    expect(resource.attributes).toMatchObject({ type: 'meta', utype: 'adhoc:service', ID: 'soda-sync' });
    expect(input('ID').attributes.value).toBe(ID);
    expect(input('CIRCLE')).toMatchObject({ attributes: { value: '' }, min: undefined, max: '12 34 0.51' });
    expect(input('POLYGON').max).toBe('11.6 33.6 12.4 33.6 12.4 34.4 11.6 34.4');
    expect(input('BAND')).toMatchObject({ min: '0.2105', max: '0.2112' });
    expect(input('TIME')).toMatchObject({ min: '59000.1', max: '59000.6' });
    expect(input('POL').options).toEqual(['I', 'V']);
    expect(input('POS').max).toBeUndefined();
  });

  test('leaves out what the data do not have', () => {
    const always = ['PIXELS', 'DRYRUN', 'RESPONSEFORMAT'];
    expect(names({ bandMetres: [1, 2] })).toEqual(['ID', 'BAND', 'FREQ', ...always]);
    expect(names({ circle: DOMAIN.circle })).toEqual(['ID', 'POS', 'CIRCLE', 'POLYGON', 'PIXELS', 'MASKOUT', 'DRYRUN', 'RESPONSEFORMAT']);
    expect(names({})).toEqual(['ID', ...always]);
    expect(names({ polStates: [], hdus: ['SCI', '2'], channels: 3 })).toEqual([
      'ID',
      'HDU',
      'CHANNEL',
      'VELO',
      'DOPPLER',
      'RESTFREQ',
      ...always,
    ]);
  });

  test('says what the answer is, and how much may be asked at once', () => {
    const image = sodaDescriptor(ID, DOMAIN, { maxCombinations: 7 });
    expect([image.contentType, image.description]).toEqual(['application/fits', expect.stringContaining('up to 7 combinations')]);
    const spectrum = sodaDescriptor(ID, { bandMetres: [1, 2] }, { product: 'spectrum' });
    expect([spectrum.contentType, spectrum.inputs.map(({ name }) => name)]).toEqual([
      'application/x-votable+xml',
      ['ID', 'BAND', 'FREQ', 'DRYRUN', 'RESPONSEFORMAT'],
    ]);
    const formats = [image, spectrum].map(({ inputs }) => inputs.at(-1)!.options);
    expect(formats).toEqual([
      ['fits', 'application/fits;compress=rice'],
      ['votable', 'csv', 'fits'],
    ]);
  });

  test.each([DOMAIN, { bandMetres: [0.21, 0.22] as const }])('gives an example that the service takes', (domain) => {
    const { exampleQuery } = sodaDescriptor(ID, domain);
    const request = parseSoda(Params.from(new URLSearchParams(exampleQuery)));
    expect(request.ids).toEqual([ID]);
    expect(request.shapes.length + request.bands.length).toBe(1);
  });

  test('of async has its own standardID, path and XML ID', () => {
    expect(sodaDescriptor(ID, DOMAIN, { mode: 'async' })).toMatchObject({
      id: 'soda-async',
      standardId: 'ivo://ivoa.net/std/SODA#async-1.0',
      accessPath: '/soda/async',
      exampleQuery: undefined,
    });
  });
});

test('the generic descriptor lists everything and takes the ID from a column', () => {
  const { inputs } = genericSodaDescriptor('did');
  expect(inputs.map(({ name }) => name)).toEqual(SODA_PARAMETERS.map(({ name }) => name));
  expect(inputs[0]).toMatchObject({ name: 'ID', ref: 'did' });
  expect(inputs.filter(({ ref }) => ref)).toHaveLength(1);
});
