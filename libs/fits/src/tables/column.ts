import { DamagedError, type DamageSite } from '#faults';
import type { Header } from '../header.js';
import { cardSite } from '../header-end.js';

/** What the elements of a column are (Standard Table 18); for P and Q, what they point at. */
export type ColumnCode = 'L' | 'X' | 'B' | 'I' | 'J' | 'K' | 'A' | 'E' | 'D' | 'C' | 'M';

/** One field of a binary table. */
export interface Column {
  /** 1-based, as in TTYPEn */
  readonly number: number;
  /** TTYPEn, `''` without */
  readonly name: string;
  readonly unit?: string;
  /** TUCDn */
  readonly ucd?: string;
  /** TUTYPn, TUTYPEn */
  readonly utype?: string;
  readonly code: ColumnCode;
  /** elements in each row: bits for X, characters for A, descriptors (0 or 1) for P and Q */
  readonly repeat: number;
  /** the row holds a descriptor, the elements are in the heap */
  readonly variable?: 'P' | 'Q';
  /** of a variable column, as TFORMn promises it */
  readonly maxElements?: number;
  /** of the first byte within the row */
  readonly offset: number;
  /** bytes within the row */
  readonly width: number;
  /** TSCALn, TZEROn */
  readonly scale: number;
  readonly zero: number;
  /** TNULLn, of whole-number columns only */
  readonly nullValue?: number | bigint;
  /** TDIMn, the fastest first */
  readonly dims?: readonly number[];
}

/** Bytes of `elements` elements; bits fill bytes. */
export function bytesOf(code: ColumnCode, elements: number): number {
  return code === 'X' ? Math.ceil(elements / 8) : elements * ELEMENT_BYTES[code];
}

/** Throws DamagedError naming the card: TFIELDS or a TFORMn that is none, or widths that do not add up to `rowBytes`. */
export function columnsOf(header: Header, rowBytes: number, site: DamageSite): Column[] {
  const fields = header.integer('TFIELDS');
  if (fields === undefined || fields < 0 || fields > 999) throw damage(header, 'TFIELDS', 'expected 0 to 999', site);
  const columns: Column[] = [];
  let offset = 0;
  for (let number = 1; number <= fields; number++) {
    const column = columnOf(header, number, offset, site);
    columns.push(column);
    offset += column.width;
  }
  if (offset !== rowBytes) throw damage(header, 'NAXIS1', `the widths of TFORMn add up to ${offset}`, site);
  return columns;
}

const ELEMENT_BYTES: Readonly<Record<Exclude<ColumnCode, 'X'>, number>> = { L: 1, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16 };

const FIXED = /^(\d{0,15})([LXBIJKAEDCM])(\d{0,9})/;
const VARIABLE = /^([01]?)([PQ])([LXBIJKAEDCM])(?:\((\d{0,15})\))?/;

function columnOf(header: Header, number: number, offset: number, site: DamageSite): Column {
  const text = (header.string(`TFORM${number}`) ?? '').trim().toUpperCase();
  const form = variableForm(text) ?? fixedForm(text);
  if (!form)
    throw damage(header, `TFORM${number}`, 'expected a repeat count and one of L X B I J K A E D C M, or P or Q with one of them', site);
  const whole = 'BIJK'.includes(form.code);
  const nullValue = whole ? header.value(`TNULL${number}`) : undefined;
  return {
    number,
    name: (header.string(`TTYPE${number}`) ?? '').trim(),
    unit: header.string(`TUNIT${number}`)?.trim(),
    ucd: header.string(`TUCD${number}`)?.trim(),
    utype: (header.string(`TUTYP${number}`) ?? header.string(`TUTYPE${number}`))?.trim(),
    offset,
    scale: header.number(`TSCAL${number}`) ?? 1,
    zero: header.number(`TZERO${number}`) ?? 0,
    nullValue: typeof nullValue === 'bigint' || Number.isInteger(nullValue) ? (nullValue as number | bigint) : undefined,
    ...form,
    dims: dimsOf(header.string(`TDIM${number}`)) ?? form.dims,
  };
}

type Form = Pick<Column, 'code' | 'repeat' | 'width' | 'variable' | 'maxElements' | 'dims'>;

function variableForm(text: string): Form | undefined {
  const match = VARIABLE.exec(text);
  if (!match) return undefined;
  const repeat = match[1] === '0' ? 0 : 1;
  const variable = match[2] as 'P' | 'Q';
  const maxElements = match[4] ? Number(match[4]) : undefined;
  return { code: match[3] as ColumnCode, repeat, width: repeat * (variable === 'P' ? 8 : 16), variable, maxElements };
}

function fixedForm(text: string): Form | undefined {
  const match = FIXED.exec(text);
  if (!match) return undefined;
  const code = match[2] as ColumnCode;
  const repeat = match[1] === '' ? 1 : Number(match[1]);
  // `20A5` of an old convention: strings of five characters, four of them
  const size = code === 'A' ? Number(match[3]) : 0;
  const dims = size > 0 && size < repeat ? [size, Math.floor(repeat / size)] : undefined;
  return { code, repeat, width: bytesOf(code, repeat), dims };
}

/** `(2,3)`; what is none is passed over, for the elements can be had without. */
function dimsOf(text: string | undefined): number[] | undefined {
  const match = /^\(([\d, ]+)\)$/.exec((text ?? '').trim());
  const dims = match?.[1].split(',').map(Number);
  return dims?.every((length) => Number.isSafeInteger(length) && length > 0) ? dims : undefined;
}

function damage(header: Header, keyword: string, expected: string, site: DamageSite): DamagedError {
  const card = header.cardNumber(keyword);
  const value = header.value(keyword);
  const given = card === undefined ? 'is missing' : `= ${typeof value === 'string' ? `'${value}'` : value}`;
  return new DamagedError(`${keyword} ${given}, ${expected}`, card === undefined ? site : cardSite(site, card - 1));
}
