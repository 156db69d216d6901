import { infoElement, RESOURCE_TAIL, TABLE_TAIL, VOTABLE_HEAD, VOTABLE_TAIL } from '../votable/document.js';
import { attribute, escapeText } from '../votable/xml.js';
import { textOf } from './number-text.js';
import type { SpectrumColumnData, SpectrumData, SpectrumTableData } from './spectrum-data.js';
import { voUnit } from './vounits.js';

/**
 * Spectra as a VOTable of the Spectrum Data Model 1.1, a TABLE each, as TOPCAT, SPLAT-VO and pyVO read them. The numbers are those of the
 * file, in its units. Bounded memory: a block of rows at a time.
 */
export async function* spectrumVotable(data: SpectrumData, signal?: AbortSignal): AsyncGenerator<string> {
  yield VOTABLE_HEAD;
  yield `<RESOURCE type="results" utype="spec:Spectrum">\n${infoElement('QUERY_STATUS', 'OK')}`;
  yield infoElement('creator', data.creator) + infoElement('request', data.request);
  yield data.notes.map((note) => infoElement('note', note)).join('');
  for await (const table of data.tables(signal)) {
    yield head(data, table);
    const types = table.columns.map(({ datatype }) => datatype);
    for await (const block of table.blocks(signal)) yield rows(block, types);
    yield TABLE_TAIL;
  }
  yield RESOURCE_TAIL + VOTABLE_TAIL;
}

function rows(block: readonly Float64Array[], types: readonly SpectrumColumnData['datatype'][]): string {
  let text = '';
  for (let row = 0; row < block[0].length; row++) {
    text += '<TR>';
    for (let c = 0; c < block.length; c++) {
      const cell = textOf(block[c][row], types[c]);
      text += cell === '' ? '<TD/>' : `<TD>${cell}</TD>`;
    }
    text += '</TR>\n';
  }
  return text;
}

function head(data: SpectrumData, table: SpectrumTableData): string {
  const { samples, rows: length } = table;
  const title = table.target ?? data.sourceId;
  const name = data.count === 1 ? title : `${title} ${table.arm} ${table.spectrum}`;
  const description = `samples ${samples[0]} to ${samples[1]} of ${table.arm}, spectrum ${table.spectrum}, of ${data.sourceId}`;
  return (
    `<TABLE${attribute('name', name)} utype="spec:Spectrum" nrows="${length}">\n<DESCRIPTION>${escapeText(description)}</DESCRIPTION>\n` +
    groups(data, table, title) +
    table.columns.map(field).join('') +
    '<DATA><TABLEDATA>\n'
  );
}

interface Param {
  readonly name: string;
  readonly value: string | number | readonly number[] | undefined;
  readonly utype: string;
  readonly unit?: string;
  readonly ucd?: string;
}

/** The metadata of Spectrum DM §4 that are known, in the groups of the model. */
function groups(data: SpectrumData, table: SpectrumTableData, title: string): string {
  const { place, timeMjd, bandMetres } = table;
  const middle = (range: readonly [number, number] | undefined) => range && (range[0] + range[1]) / 2;
  const position = place && [place.lonDeg, place.latDeg];
  return [
    params([
      { name: 'DataModel', value: 'Spectrum-1.1', utype: 'DataModel' },
      { name: 'Type', value: 'Spectrum', utype: 'Type' },
      { name: 'Length', value: table.rows, utype: 'Length', ucd: 'meta.number' },
    ]),
    group('Target', [
      { name: 'TargetName', value: table.target, utype: 'Target.Name', ucd: 'meta.id;src' },
      { name: 'TargetPos', value: position, utype: 'Target.Pos', unit: 'deg', ucd: 'pos.eq;src' },
    ]),
    group('DataID', [
      { name: 'Title', value: title, utype: 'DataID.Title', ucd: 'meta.title;meta.dataset' },
      { name: 'Date', value: data.sourceModified.toISOString().slice(0, 19), utype: 'DataID.Date', ucd: 'time;meta.dataset' },
      { name: 'Instrument', value: data.instrument ?? data.telescope, utype: 'DataID.Instrument', ucd: 'meta.id;instr' },
    ]),
    group('Curation', [
      { name: 'PublisherDID', value: data.sourceId, utype: 'Curation.PublisherDID', ucd: 'meta.ref.ivoid;meta.curation' },
    ]),
    group('CoordSys', [
      { name: 'SpaceFrame', value: place && 'ICRS', utype: 'CoordSys.SpaceFrame.Name', ucd: 'pos.frame' },
      { name: 'SpectralFrame', value: table.specsys, utype: 'CoordSys.SpectralFrame.RefPos', ucd: 'meta.id;em' },
      { name: 'SpectralMedium', value: table.medium, utype: 'CoordSys.SpectralFrame.Medium', ucd: 'meta.code;em' },
    ]),
    group('Char', [
      { name: 'SpatialLocation', value: position, utype: 'Char.SpatialAxis.Coverage.Location.Value', unit: 'deg', ucd: 'pos.eq' },
      {
        name: 'SpatialExtent',
        value: place && place.radiusDeg > 0 ? 2 * place.radiusDeg : undefined,
        utype: 'Char.SpatialAxis.Coverage.Bounds.Extent',
        unit: 'deg',
        ucd: 'instr.fov',
      },
      { name: 'TimeLocation', value: middle(timeMjd), utype: 'Char.TimeAxis.Coverage.Location.Value', unit: 'd', ucd: 'time.epoch' },
      { name: 'TimeStart', value: timeMjd?.[0], utype: 'Char.TimeAxis.Coverage.Bounds.Start', unit: 'd', ucd: 'time.start;obs.exposure' },
      { name: 'TimeStop', value: timeMjd?.[1], utype: 'Char.TimeAxis.Coverage.Bounds.Stop', unit: 'd', ucd: 'time.end;obs.exposure' },
      { name: 'TimeExtent', value: table.exposureSeconds, utype: 'Char.TimeAxis.Coverage.Bounds.Extent', unit: 's', ucd: 'time.duration' },
      { name: 'SpectralLocation', value: middle(bandMetres), utype: 'Char.SpectralAxis.Coverage.Location.Value', unit: 'm', ucd: 'em.wl' },
      {
        name: 'SpectralExtent',
        value: bandMetres && bandMetres[1] - bandMetres[0],
        utype: 'Char.SpectralAxis.Coverage.Bounds.Extent',
        unit: 'm',
        ucd: 'instr.bandwidth',
      },
      { name: 'SpectralStart', value: bandMetres?.[0], utype: 'Char.SpectralAxis.Coverage.Bounds.Start', unit: 'm', ucd: 'em.wl;stat.min' },
      { name: 'SpectralStop', value: bandMetres?.[1], utype: 'Char.SpectralAxis.Coverage.Bounds.Stop', unit: 'm', ucd: 'em.wl;stat.max' },
    ]),
  ].join('');
}

function group(name: string, members: readonly Param[]): string {
  const inside = params(members);
  return inside === '' ? '' : `<GROUP name="${name}" utype="spec:Spectrum.${name}">\n${inside}</GROUP>\n`;
}

function params(all: readonly Param[]): string {
  return all
    .filter(({ value }) => value !== undefined)
    .map(({ name, value, utype, unit, ucd }) => {
      const type =
        typeof value === 'string'
          ? ' datatype="char" arraysize="*"'
          : typeof value === 'number'
            ? numberType(name)
            : ' datatype="double" arraysize="2"';
      const text = typeof value === 'object' ? value.join(' ') : `${value}`;
      return `<PARAM name="${name}"${type}${attribute('value', text)}${attribute('unit', unit)}${attribute('ucd', ucd)} utype="spec:Spectrum.${utype}"/>\n`;
    })
    .join('');
}

const numberType = (name: string): string => (name === 'Length' ? ' datatype="long"' : ' datatype="double"');

function field({ name, datatype, unit, ucd, utype, description }: SpectrumColumnData): string {
  const inVo = unit === undefined ? undefined : voUnit(unit);
  const told = [description, unit !== undefined && inVo === undefined ? `unit in the file: ${unit}` : undefined].filter(Boolean).join('; ');
  const start = `<FIELD${attribute('name', name)} datatype="${datatype}"${attribute('unit', inVo)}${attribute('ucd', ucd)}${attribute('utype', utype)}`;
  return told === '' ? `${start}/>\n` : `${start}><DESCRIPTION>${escapeText(told)}</DESCRIPTION></FIELD>\n`;
}
