import { attribute, escapeText } from '../votable/xml.js';
import { DEFAULT_SIZE_DEG } from './constraints.js';

interface SsaInput {
  readonly name: string;
  readonly datatype?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly value?: string;
  readonly description: string;
  readonly options?: readonly string[];
}

const INPUTS: readonly SsaInput[] = [
  { name: 'POS', unit: 'deg', ucd: 'pos.eq', description: 'Right ascension and declination, ICRS, with a comma between them' },
  {
    name: 'SIZE',
    datatype: 'double',
    unit: 'deg',
    ucd: 'phys.angSize',
    value: String(DEFAULT_SIZE_DEG),
    description: 'Diameter of the region around POS',
  },
  {
    name: 'BAND',
    unit: 'm',
    ucd: 'em.wl',
    description: 'Wavelengths in vacuum that the spectrum reaches into: 4e-7/7e-7; several between commas',
  },
  { name: 'TIME', ucd: 'time.epoch', description: 'Dates of observation, ISO 8601 in UTC: 2004-05-01/2004-06; several between commas' },
  {
    name: 'FORMAT',
    ucd: 'meta.code.mime',
    value: 'all',
    description: 'Format of the spectra: VOTable after the spectrum data model, or the file as it is stored',
    options: ['all', 'compliant', 'native', 'votable', 'fits', 'metadata'],
  },
  { name: 'TARGETNAME', ucd: 'meta.id;src', description: 'Name of the target; case and blanks do not count' },
  { name: 'COLLECTION', description: 'Name of the collection' },
  { name: 'PUBDID', ucd: 'meta.ref.ivoid', description: 'Identifier of a dataset' },
  { name: 'SPECRP', ucd: 'spect.resolution', description: 'Least resolving power' },
  { name: 'MAXREC', datatype: 'int', ucd: 'meta.number', value: '10000', description: 'Most rows of the answer' },
];

/** The parameters of the service as PARAMs (SSA 1.1 §4.1.1.5, FORMAT=METADATA); in every answer, so that MAXREC=0 tells as much. */
export function ssaInputs(): string {
  return INPUTS.map(
    ({ name, datatype = 'char', unit, ucd, value = '', description, options = [] }) =>
      `<PARAM${attribute('name', `INPUT:${name}`)}${attribute('datatype', datatype)}${attribute('arraysize', datatype === 'char' ? '*' : undefined)}` +
      `${attribute('unit', unit)}${attribute('ucd', ucd)}${attribute('value', value)}><DESCRIPTION>${escapeText(description)}</DESCRIPTION>` +
      (options.length === 0 ? '' : `<VALUES>${options.map((option) => `<OPTION${attribute('value', option)}/>`).join('')}</VALUES>`) +
      '</PARAM>\n',
  ).join('');
}
