import { VOTABLE_MEDIA_TYPE } from '../dali/response-format.js';
import { absoluteUrl, descriptorResource, type InputParam } from '../datalink/descriptor.js';
import { linksDescriptor } from '../datalink/links.js';
import type { ObsCoreRow } from '../obscore/columns.js';
import { SODA_SYNC_PATH } from '../soda/descriptor.js';
import {
  infoElement,
  RESOURCE_TAIL,
  RESULTS_HEAD,
  TABLE_TAIL,
  tableHead,
  tableRow,
  VOTABLE_HEAD,
  VOTABLE_TAIL,
} from '../votable/document.js';
import { attribute } from '../votable/xml.js';
import { SSA_COLUMNS, SSA_DID_FIELD, type SsaRecord } from './columns.js';
import type { SsaFormat } from './formats.js';
import { ssaInputs } from './inputs.js';

export const SSA_STANDARD_ID = 'ivo://ivoa.net/std/SSA';
export const SSA_PATH = '/ssa/query';

/** A spectrum that was found. */
export interface SsaHit {
  readonly row: ObsCoreRow;
  /** media type of the file as it is stored */
  readonly contentType: string;
  /** it is understood, so that it can be had as VOTable */
  readonly isServed: boolean;
}

export interface SsaDocument {
  readonly hits: readonly SsaHit[];
  readonly wanted: readonly SsaFormat[];
  readonly maxrec?: number;
  /** there are more than the hits */
  readonly overflow: boolean;
  /** public URL of the service root */
  readonly baseUrl: string;
}

/**
 * The answer of SSA 1.1 {queryData} in pieces of some hundred rows. All VOTables come before all files: a client that asks for links row by row
 * (pyVO) gets those of the row that it is at.
 */
export function* ssaChunks({ hits, wanted, maxrec = Infinity, overflow, baseUrl }: SsaDocument): Generator<string, void, undefined> {
  const records = wanted.flatMap((format) => hits.flatMap((hit) => recordOf(hit, format, baseUrl) ?? []));
  const served = records.slice(0, maxrec);
  const isCut = maxrec > 0 && (overflow || served.length < records.length);
  yield (
    VOTABLE_HEAD.replace('<VOTABLE ', `<VOTABLE${attribute('xmlns:ssa', 'http://www.ivoa.net/xml/DalSsap/v1.0')} `) +
    RESULTS_HEAD +
    (isCut
      ? infoElement('QUERY_STATUS', 'OVERFLOW', `only the first ${served.length} rows; a larger MAXREC may give more`)
      : infoElement('QUERY_STATUS', 'OK')) +
    infoElement('SERVICE_PROTOCOL', '1.1', 'SSAP') +
    infoElement('standardID', SSA_STANDARD_ID) +
    ssaInputs() +
    tableHead('results', SSA_COLUMNS)
  );
  for (let start = 0; start < served.length; start += ROWS_AT_ONCE) {
    yield served
      .slice(start, start + ROWS_AT_ONCE)
      .map((record) => tableRow(SSA_COLUMNS.map(({ cell }) => cell(record))))
      .join('');
  }
  yield TABLE_TAIL + RESOURCE_TAIL + descriptorResource(linksDescriptor([ID]), baseUrl) + VOTABLE_TAIL;
}

const ROWS_AT_ONCE = 500;
const ID: InputParam = { name: 'ID', datatype: 'char', arraysize: '*', ucd: 'meta.id;meta.main', ref: SSA_DID_FIELD };

function recordOf({ row, contentType, isServed }: SsaHit, format: SsaFormat, baseUrl: string): SsaRecord | undefined {
  if (format === 'votable' && !isServed) return undefined;
  const id = encodeURIComponent(row.obs_publisher_did);
  const [path, accessFormat] =
    format === 'votable' ? [`${SODA_SYNC_PATH}?ID=${id}&RESPONSEFORMAT=votable`, VOTABLE_MEDIA_TYPE] : [`/files?ID=${id}`, contentType];
  return { row, format, accessUrl: absoluteUrl(path, baseUrl), accessFormat };
}
