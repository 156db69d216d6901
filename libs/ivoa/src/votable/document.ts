import { attribute, escapeText } from './xml.js';

/** VOTable 1.4; its namespace is that of 1.3 (VOTable 1.4 §3.1). */
export const VOTABLE_HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">\n';
export const VOTABLE_TAIL = '</VOTABLE>\n';
export const RESULTS_HEAD = '<RESOURCE type="results">\n';
export const RESOURCE_TAIL = '</RESOURCE>\n';
export const TABLE_TAIL = '</TABLEDATA></DATA>\n</TABLE>\n';

export interface Field {
  readonly name: string;
  /** XML ID, for descriptors that refer to the column */
  readonly id?: string;
  readonly datatype: string;
  readonly arraysize?: string;
  readonly xtype?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
}

export type Cell = string | number | boolean | readonly number[] | null | undefined;

export function infoElement(name: string, value: string, content = ''): string {
  const head = `<INFO${attribute('name', name)}${attribute('value', value)}`;
  return content === '' ? `${head}/>\n` : `${head}>${escapeText(content)}</INFO>\n`;
}

/** From TABLE to the start of its rows; rows and TABLE_TAIL follow. */
export function tableHead(name: string, fields: readonly Field[]): string {
  return `<TABLE${attribute('name', name)}>\n${fields.map(fieldElement).join('')}<DATA><TABLEDATA>\n`;
}

/** One cell for each FIELD; null, undefined and NaN are the empty cell, VOTable's null of any type since 1.3. */
export function tableRow(cells: readonly Cell[]): string {
  let row = '<TR>';
  for (const cell of cells) {
    const text = cellText(cell);
    row += text === '' ? '<TD/>' : `<TD>${text}</TD>`;
  }
  return `${row}</TR>\n`;
}

export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return escapeText(cell);
  if (typeof cell === 'number') return numberText(cell);
  return typeof cell === 'boolean' ? (cell ? 'true' : 'false') : cell.map(numberText).join(' ');
}

/** As TABLEDATA writes it: the shortest text that reads back as the same double; infinities with their sign; NaN is null. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? '' : value > 0 ? '+Inf' : '-Inf';
}

function fieldElement(field: Field): string {
  const head =
    `<FIELD${attribute('name', field.name)}${attribute('ID', field.id)}${attribute('datatype', field.datatype)}` +
    `${attribute('arraysize', field.arraysize)}${attribute('xtype', field.xtype)}${attribute('unit', field.unit)}` +
    `${attribute('ucd', field.ucd)}${attribute('utype', field.utype)}`;
  return field.description === undefined ? `${head}/>\n` : `${head}><DESCRIPTION>${escapeText(field.description)}</DESCRIPTION></FIELD>\n`;
}
