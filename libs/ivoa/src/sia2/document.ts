import type { InputParam, ServiceDescriptor } from '../datalink/descriptor.js';
import { absoluteUrl, descriptorResource } from '../datalink/descriptor.js';
import { linksDescriptor } from '../datalink/links.js';
import { OBSCORE_COLUMNS, type ObsCoreColumnName, obsCoreField, type ObsCoreRow } from '../obscore/columns.js';
import { genericSodaDescriptor } from '../soda/descriptor.js';
import {
  type Cell,
  infoElement,
  RESOURCE_TAIL,
  RESULTS_HEAD,
  TABLE_TAIL,
  tableHead,
  tableRow,
  VOTABLE_HEAD,
  VOTABLE_TAIL,
} from '../votable/document.js';
import { selfDescriptor, type Sia2Options } from './self-descriptor.js';

export interface Sia2Document {
  readonly rows: readonly ObsCoreRow[];
  /** there are more rows than MAXREC let through; not for MAXREC=0, which asks for the metadata alone (SIA 2.0 §2.1.20) */
  readonly overflow: boolean;
  /** public URL of the service root */
  readonly baseUrl: string;
  /** the values that occur in the catalogue, for the self-description */
  readonly options?: Sia2Options;
}

/** The answer of SIA 2.0 {query}; see `sia2Chunks` for one that is too long for one string. */
export function sia2Document(document: Sia2Document): string {
  return [...sia2Chunks(document)].join('');
}

/** The same in pieces of some hundred rows. */
export function* sia2Chunks({ rows, overflow, baseUrl, options = {} }: Sia2Document): Generator<string, void, undefined> {
  const columns = OBSCORE_COLUMNS.filter(({ presence, name }) => presence !== 'optional' || rows.some((row) => row[name] != null));
  const fields = columns.map((column) => obsCoreField(column, column.name === 'obs_publisher_did' ? DID_FIELD : undefined));
  yield (
    VOTABLE_HEAD +
    RESULTS_HEAD +
    infoElement('QUERY_STATUS', 'OK') +
    infoElement('standardID', SIA2_STANDARD_ID) +
    tableHead('results', fields)
  );
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    yield rows
      .slice(start, start + ROWS_AT_ONCE)
      .map((row) => tableRow(columns.map((column) => cellOf(row, column, baseUrl))))
      .join('');
  }
  const more = overflow ? infoElement('QUERY_STATUS', 'OVERFLOW', `only the first ${rows.length} rows; a larger MAXREC may give more`) : '';
  yield (
    TABLE_TAIL +
    more +
    RESOURCE_TAIL +
    descriptors(options)
      .map((descriptor) => descriptorResource(descriptor, baseUrl))
      .join('') +
    VOTABLE_TAIL
  );
}

export const SIA2_STANDARD_ID = 'ivo://ivoa.net/std/SIA#query-2.0';

const ROWS_AT_ONCE = 500;
const DID_FIELD = 'obs_publisher_did';

function cellOf(row: ObsCoreRow, { name }: { readonly name: ObsCoreColumnName }, baseUrl: string): Cell {
  if (name === 's_region') return row.s_region ?? NO_OUTLINE;
  if (name === 'access_url' && row.access_url) return absoluteUrl(row.access_url, baseUrl);
  return row[name];
}

/** An empty cell of xtype polygon is no polygon to STILTS (votlint: "Bad double string"); this one is, astropy masks it, and nobody draws it. */
const NO_OUTLINE = Array.from({ length: 6 }, () => 'NaN').join(' ');

/** {links} before SODA: a client that takes the first descriptor gets what every dataset has. */
function descriptors(options: Sia2Options): ServiceDescriptor[] {
  const id: InputParam = { name: 'ID', datatype: 'char', arraysize: '*', ucd: 'meta.id;meta.main', ref: DID_FIELD };
  return [linksDescriptor([id]), genericSodaDescriptor(DID_FIELD), selfDescriptor(options)];
}
