import { expect, test } from '@jest/globals';
import { CUBE_OPERATIONS, cubeDescriptor, OBSCORE_COLUMNS, sodaDescriptor, type DatasetDomain, type ObsCoreRow } from '#ivoa';
import { crossed, withoutNulls } from '../test/crossed.js';
import type { CatalogStatus, Dataset } from './catalog.js';
import { catalogChanged, catalogStatus, describeDataset, productProgress, resolveDataset, sampleDatasets } from './messages.js';

/** A value of its kind for every column. */
const SAMPLES = {
  char: 'Größe 3″',
  int: 3,
  long: 2 ** 40,
  double: 0.1,
  polygon: [1, 2.5, 3, 4, 5, 6],
  timestamp: '2020-01-02T03:04:05.678',
};
const fullRow = Object.fromEntries(OBSCORE_COLUMNS.map(({ name, type }) => [name, SAMPLES[type]])) as unknown as ObsCoreRow;
const emptyRow = Object.fromEntries(
  OBSCORE_COLUMNS.filter(({ presence }) => presence === 'mandatory').map(({ name, nullable, type }) => [
    name,
    nullable ? null : SAMPLES[type],
  ]),
) as unknown as ObsCoreRow;

const domain: DatasetDomain = {
  circle: { lonDeg: 0, latDeg: -90, radiusDeg: 1e-9 },
  polygonDeg: [1, 2, 3, 4, 5, 6],
  bandMetres: [0.21, 0.2112],
  timeMjd: [0, 59000.5],
  polStates: ['I', 'Q'],
  hdus: ['SCI', '3'],
  channels: 40,
  velocity: { kms: [-1e4, Infinity], doppler: 'optical' },
};
const file = {
  name: 'a b.fits',
  bytes: 2 ** 45,
  etag: '"x-1"',
  lastModified: new Date(1_600_000_000_123),
  contentType: 'application/fits',
};
const datasets: Dataset[] = [
  {
    id: 'ivo://a/b?c%20d',
    row: fullRow,
    domain,
    file: { ...file, source: { kind: 'file', path: '/data/ä b.fits' }, compression: 'gzip' },
    refusal: 'it is no',
  },
  { id: 'ivo://a/b?h', row: emptyRow, domain: {}, file: { ...file, source: { kind: 'http', url: 'https://a/b?c=d' } } },
  {
    id: 'ivo://a/b?s',
    row: emptyRow,
    domain: { bandMetres: [1, 2] },
    file: { ...file, source: { kind: 's3', store: 's', bucket: 'b', key: 'k/e y' }, compression: 'compress' },
  },
];

test('a dataset is the same on the other side', () => {
  for (const dataset of datasets)
    for (const there of crossed(resolveDataset.answer, dataset))
      expect(there).toStrictEqual({
        refusal: undefined,
        ...dataset,
        file: { compression: undefined, ...dataset.file },
        domain: { ...absent, ...dataset.domain },
      });
  for (const there of crossed(sampleDatasets.answer, datasets)) expect(there).toEqual(datasets);
});
const absent = Object.fromEntries(Object.keys(domain).map((key) => [key, undefined]));

test('a column that is unknown is null where every row has it, and absent elsewhere', () => {
  const unknown = { ...fullRow, s_region: null, em_min: null, obs_title: null, proposal_id: null } as ObsCoreRow;
  for (const there of crossed(resolveDataset.answer, { ...datasets[1], row: unknown })) {
    expect(there.row).toMatchObject({ s_region: null, em_min: null });
    expect(there.row).not.toHaveProperty('obs_title');
    expect(withoutNulls(there)).toEqual(withoutNulls({ ...datasets[1], row: unknown }));
  }
});

test('descriptors are the same on the other side, and so is none', () => {
  const made = [
    sodaDescriptor('ivo://a/b?c', domain, { maxCombinations: 10 }),
    ...CUBE_OPERATIONS.map((each) => cubeDescriptor(each, 'ivo://a/b?c', domain, { productType: 'cube' })!),
  ];
  for (const descriptor of made) {
    // What the parameter table knows besides is no part of a descriptor.
    const inputs = descriptor.inputs.map((input) => ({ ...input, multiplicity: undefined }));
    const offer = { descriptor, semantics: '#proc', description: 'd' };
    for (const there of crossed(describeDataset('soda').answer, [offer, offer]))
      expect(there).toEqual([offer, offer].map((one) => ({ ...one, descriptor: { ...descriptor, inputs } })));
  }
  expect(crossed(describeDataset('soda').answer, [])).toEqual([[], []]);
  const asked = { id: 'ivo://a/b?c d', dataset: datasets[0] };
  for (const there of crossed(describeDataset('soda').request, asked)) expect(there).toEqual(asked);
});

test('the status of the catalogue, requests and events are the same on the other side', () => {
  const status: CatalogStatus = {
    ready: true,
    phase: 'idle',
    datasets: 3,
    refusedFiles: 0,
    scanned: 0,
    lastScan: { finished: new Date(5), seconds: 0.25 },
    note: 'n',
  };
  for (const there of crossed(catalogStatus.answer, status)) expect(there).toEqual(status);
  for (const there of crossed(catalogStatus.answer, { ...status, lastScan: undefined }))
    expect(there).toEqual({ ...status, lastScan: undefined });
  for (const there of crossed(resolveDataset.request, { id: 'x' })) expect(there).toEqual({ id: 'x' });
  for (const there of crossed(sampleDatasets.request, { count: 3 })) expect(there).toEqual({ count: 3 });
  for (const there of crossed(catalogChanged.message, {})) expect(there).toEqual({});
  const progress = { service: 'cube.moment', id: 'x', etag: '"e"', part: 0.5 };
  for (const there of crossed(productProgress.message, progress)) expect(there).toEqual(progress);
});

test('a dataset without what every one has is refused', () => {
  expect(() => resolveDataset.answer.fromJson({ dataset: { id: 'x' } })).toThrow(
    'dataset must have id, row, file with last_modified, and domain',
  );
  expect(() => resolveDataset.answer.fromJson({})).toThrow('the answer of the catalogue has no dataset');
  expect(() => describeDataset('soda').request.fromJson({ id: 'x' })).toThrow('dataset must be there');
  expect(() => describeDataset('soda').answer.fromJson({ offers: [{}] })).toThrow('an offer must have a descriptor');
});

test('subjects', () => {
  const subjects = [
    resolveDataset,
    sampleDatasets,
    catalogStatus,
    catalogChanged,
    productProgress,
    ...['soda', 'cube', 'tea'].map(describeDataset),
  ];
  expect(subjects.map(({ subject }) => subject)).toEqual([
    'sodalite.catalog.v1.resolve',
    'sodalite.catalog.v1.sample',
    'sodalite.catalog.v1.status',
    'sodalite.catalog.v1.changed',
    'sodalite.products.v1.progress',
    'sodalite.soda.v1.describe',
    'sodalite.cube.v1.describe',
    'sodalite.tea.v1.describe',
  ]);
});
