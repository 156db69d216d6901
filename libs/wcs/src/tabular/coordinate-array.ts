import { UnsupportedError } from '#faults';
import { numberCard, textCard, type HeaderCards } from '../header-cards.js';
import { extensionOf, type TableArray, type WcsTables } from '../wcs-tables.js';
import { IndexVector, isMonotonic } from './index-vector.js';
import { TableAxis } from './table-axis.js';

/** Where the header says that the coordinates of a -TAB axis are (WCS Paper III, table 6). */
export interface TableReference {
  readonly name: string;
  readonly version: number;
  readonly level: number;
  readonly coordinates: string;
  /** undefined: the default index */
  readonly index?: string;
  /** 1-based place among the axes of the array */
  readonly place: number;
}

export interface TabContext {
  readonly cards: HeaderCards;
  /** 0-based */
  readonly axis: number;
  readonly alternate: string;
}

/** One axis of an array of coordinates. */
export interface ArrayAxis {
  readonly reference: TableReference;
  readonly coordinates: TableArray;
  readonly index: IndexVector;
  /** M of the array: 1 for an axis by itself */
  readonly axes: number;
  /** lengths of the array behind its first dimension */
  readonly lengths: readonly number[];
}

export function isTabCtype(ctype: string): boolean {
  return /^....-TAB *$/.test(ctype.toUpperCase());
}

/** PSi_0 … PVi_3; undefined when no table is named. */
export function tableReference({ cards, axis, alternate }: TabContext): TableReference | undefined {
  const text = (m: number) => textCard(cards, `PS${axis + 1}_${m}${alternate}`).toUpperCase();
  const number = (m: number) => numberCard(cards, `PV${axis + 1}_${m}${alternate}`) ?? 1;
  if (text(0) === '' || text(1) === '') return undefined;
  return { name: text(0), version: number(1), level: number(2), coordinates: text(1), index: text(2) || undefined, place: number(3) };
}

/** Finds and checks what the header names. Throws UnsupportedError. */
export function arrayAxis(context: TabContext, tables: WcsTables): ArrayAxis {
  const key = `${context.axis + 1}`;
  const reference = tableReference(context);
  if (!reference) throw new UnsupportedError(`PS${key}_0 and PS${key}_1, which name the table of its coordinates, are missing`);
  const { name, version, level, place } = reference;
  const table = extensionOf(tables.tables, reference);
  const named = `the table ${name},${version}${level === 1 ? '' : ` of level ${level}`} that PS${key}_0 names`;
  if (!table) throw new UnsupportedError(`${named} is not there`);
  if (table.refusal !== undefined) throw new UnsupportedError(`${named} ${table.refusal}`);
  const column = (wanted: string) => {
    if (Object.hasOwn(table.columns, wanted)) return table.columns[wanted];
    throw new UnsupportedError(`${named} has no column '${wanted}'`);
  };
  const coordinates = column(reference.coordinates);
  const { dims, values } = coordinates;
  const [axes, lengths] = dims.length === 1 ? [1, dims] : [dims[0], dims.slice(1)];
  const elements = dims.reduce((product, length) => product * length, 1);
  if (axes !== lengths.length || elements < 1 || elements !== values.length)
    throw new UnsupportedError(`${named} has coordinates of ${dims.join(' × ')} numbers, where M × K1 … KM are expected`);
  const length = lengths[place - 1];
  if (length === undefined) throw new UnsupportedError(`PV${key}_3 = ${place} is none of the ${axes} axes of ${named}`);
  if (reference.index === undefined) return { reference, coordinates, index: new IndexVector(length), axes, lengths };
  const index = column(reference.index).values;
  if (index.length !== length || !isMonotonic(index))
    throw new UnsupportedError(`${named} has an index '${reference.index}' that is not ${length} rising or falling numbers`);
  return { reference, coordinates, index: new IndexVector(length, index), axes, lengths };
}

/** An axis that has an array of its own, and the unit that its column has. Throws UnsupportedError. */
export function tableAxis(context: TabContext, tables: WcsTables): { axis: TableAxis; unit?: string } {
  const { reference, coordinates, index, axes } = arrayAxis(context, tables);
  const named = `the coordinates '${reference.coordinates}' in the table ${reference.name},${reference.version}`;
  if (axes > 1) throw new UnsupportedError(`${named} are of ${axes} axes together, which is supported for a sky only`);
  if (!isMonotonic(coordinates.values)) throw new UnsupportedError(`${named} neither rise nor fall all along`);
  return { axis: new TableAxis(coordinates.values, index), unit: coordinates.unit };
}
