import {
  RESOURCE_TAIL,
  RESULTS_HEAD,
  TABLE_TAIL,
  tableHead,
  tableRow,
  VOTABLE_HEAD,
  VOTABLE_TAIL,
  type Field,
} from '../votable/document.js';

/** What became of a row of a table of positions. */
export interface PositionResult {
  /** of the table, from 1 */
  readonly row: number;
  readonly raDeg: number;
  readonly decDeg: number;
  readonly url: string;
  readonly status: string;
  readonly bytes: number;
  /** why there is no product */
  readonly reason: string;
}

const FIELDS: readonly Field[] = [
  { name: 'row', datatype: 'int', ucd: 'meta.record', description: 'Row of the table, from 1' },
  { name: 'ra', datatype: 'double', unit: 'deg', ucd: 'pos.eq.ra;meta.main' },
  { name: 'dec', datatype: 'double', unit: 'deg', ucd: 'pos.eq.dec;meta.main' },
  { name: 'access_url', datatype: 'char', arraysize: '*', ucd: 'meta.ref.url' },
  { name: 'status', datatype: 'char', arraysize: '*', ucd: 'meta.code.status', description: 'made, empty or failed' },
  { name: 'bytes', datatype: 'long', unit: 'byte', ucd: 'phys.size;meta.file' },
  { name: 'reason', datatype: 'char', arraysize: '*', ucd: 'meta.note', description: 'Why there is no product' },
];

/** Pieces are sent when they are this long. */
const PIECE = 64 * 1024;

/** The index of the results of a table as VOTable, in pieces. */
export function* positionIndexDocument(rows: Iterable<PositionResult>): Generator<string> {
  let text = VOTABLE_HEAD + RESULTS_HEAD + tableHead('results', FIELDS);
  for (const { row, raDeg, decDeg, url, status, bytes, reason } of rows) {
    text += tableRow([row, raDeg, decDeg, url, status, bytes, reason]);
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  yield text + TABLE_TAIL + RESOURCE_TAIL + VOTABLE_TAIL;
}
