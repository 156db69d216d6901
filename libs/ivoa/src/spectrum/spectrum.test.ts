import { expect, test } from '@jest/globals';
import { parseVotable } from '../votable/reader.js';
import { textOf } from './number-text.js';
import { spectrumCsv } from './spectrum-csv.js';
import type { SpectrumColumnData, SpectrumData, SpectrumTableData } from './spectrum-data.js';
import { spectrumVotable } from './spectrum-votable.js';
import { voUnit } from './vounits.js';

const columns: SpectrumColumnData[] = [
  { name: 'wavelength', datatype: 'double', unit: 'angstroms', ucd: 'em.wl;obs.atmos', utype: 'spec:Spectrum.Data.SpectralAxis.Value' },
  {
    name: 'FLUX',
    datatype: 'float',
    unit: '1E-17 erg/cm^2/s/Ang',
    ucd: 'phot.flux.density;em.wl',
    utype: 'spec:Spectrum.Data.FluxAxis.Value',
  },
  { name: 'odd, "name"', datatype: 'int', unit: 'FN' },
];

function table(spectrum: number, more: Partial<SpectrumTableData> = {}): SpectrumTableData {
  return {
    arm: 'B',
    spectrum,
    columns,
    rows: 3,
    samples: [7, 9],
    async *blocks() {
      yield [Float64Array.of(5000, 5001.5), Float64Array.of(Math.fround(0.1), NaN), Float64Array.of(1, 2)];
      yield [Float64Array.of(5003), Float64Array.of(Infinity), Float64Array.of(3)];
    },
    ...more,
  };
}

function data(tables: SpectrumTableData[]): SpectrumData {
  return {
    creator: 'Sodalite 9',
    sourceId: 'ivo://x.y/data?a<b',
    request: 'BAND=5e-7 6e-7',
    sourceModified: new Date('2026-01-02T03:04:05Z'),
    notes: ['taken as air'],
    columnNames: columns.map(({ name }) => name),
    count: tables.length,
    async *tables() {
      yield* tables;
    },
  };
}

async function whole(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

test('a spectrum as VOTable: utypes and units of the standards, numbers as they are, what is no number is null', async () => {
  const text = await whole(
    spectrumVotable(data([table(1, { target: 'M 31 & more', place: { lonDeg: 10, latDeg: -5, radiusDeg: 0 }, bandMetres: [5e-7, 6e-7] })])),
  );
  const { resources } = parseVotable(text);
  const [{ fields, rows }] = resources[0].tables;
  expect(rows).toEqual([['5000', '0.1', '1'], ['5001.5', '', '2'], ['5003', '+Inf', '3']]); // prettier-ignore
  expect(fields.map(({ unit }) => unit)).toEqual(['Angstrom', '10**-17 erg.cm**-2.s**-1.Angstrom**-1', undefined]);
  expect(fields.map(({ utype }) => utype)).toEqual(columns.map(({ utype }) => utype));
  for (const part of [
    '<PARAM name="TargetName" datatype="char" arraysize="*" value="M 31 &amp; more"',
    'value="10 -5" unit="deg" ucd="pos.eq" utype="spec:Spectrum.Char.SpatialAxis.Coverage.Location.Value"',
    'utype="spec:Spectrum.Char.SpectralAxis.Coverage.Bounds.Start"',
    '<INFO name="note" value="taken as air"/>',
    '<DESCRIPTION>unit in the file: FN</DESCRIPTION>',
    'samples 7 to 9 of B, spectrum 1, of ivo://x.y/data?a&lt;b',
  ]) expect(text).toContain(part); // prettier-ignore
});

test('several spectra are a TABLE each', async () => {
  const { resources } = parseVotable(await whole(spectrumVotable(data([table(1), table(4)]))));
  expect(resources[0].tables.map(({ rows }) => rows.length)).toEqual([3, 3]);
});

test('CSV has a line of names, and says of which spectrum a line is when there are several', async () => {
  expect(await whole(spectrumCsv(data([table(1)])))).toBe('wavelength,FLUX,"odd, ""name"""\r\n5000,0.1,1\r\n5001.5,,2\r\n5003,+Inf,3\r\n');
  const lines = (await whole(spectrumCsv(data([table(1), table(4, { columns: columns.slice(0, 2) })])))).split('\r\n');
  expect([lines[0], lines[1], lines[4], lines[7]]).toEqual([
    'arm,spectrum,wavelength,FLUX,"odd, ""name"""',
    'B,1,5000,0.1,1',
    'B,4,5000,0.1,',
    '',
  ]);
});

test.each([
  [1.1754943508222875e-38, 'float', '1.1754944e-38'],
  [Math.fround(1 / 3), 'float', '0.33333334'],
  [Math.fround(16777216), 'float', '16777216'],
  [Math.fround(3.4028234663852886e38), 'float', '3.4028235e+38'],
  [1 / 3, 'double', '0.3333333333333333'],
  [-0, 'double', '0'],
  [NaN, 'int', ''],
  [-Infinity, 'float', '-Inf'],
] as const)('%d as %s', (value, type, text) => {
  expect(textOf(value, type)).toBe(text);
  if (text !== '' && type === 'float' && Number.isFinite(value)) expect(Math.fround(Number(text))).toBe(value);
});

test.each([
  ['erg s**(-1) cm**(-2) nm**(-1)', 'erg.s**-1.cm**-2.nm**-1'],
  ['10**-17 erg/(s cm2 Angstrom)', '10**-17 erg.s**-1.cm**-2.Angstrom**-1'],
  ['1.0E-17 erg/cm/s/Ang', '10**-17 erg.cm**-1.s**-1.Angstrom**-1'],
  ['10^-16 ergs/s/cm^2/A', '10**-16 erg.s**-1.cm**-2.Angstrom**-1'],
  ['erg/cm2/s/A', 'erg.cm**-2.s**-1.Angstrom**-1'],
  ['mJy', 'mJy'],
  ['KM/S', 'km.s**-1'],
  ['Angstroms', 'Angstrom'],
  ['GHz', 'GHz'],
  ['MJY/SR', 'MJy.sr**-1'],
  ['counts', 'count'],
  ['1/cm', 'cm**-1'],
  ['10**+34 (s2 cm4 Angstrom2) / erg2', '10**34 s**2.cm**4.Angstrom**2.erg**-2'],
  ['DU/PIXEL', undefined],
  ['unknown', undefined],
  ['FN', undefined],
  ['', undefined],
  ['erg/((s', undefined],
  ['2 * 3', undefined],
])('the unit %s', (fits, vo) => expect(voUnit(fits)).toBe(vo));
