import { skyBox, type Circle } from './columns.js';

/** SQL with a `?` for each parameter, in their order. */
export interface Condition {
  readonly where: string;
  readonly parameters: readonly Parameter[];
}
export type Parameter = string | number | readonly (string | number)[];

/** Where the SQL of the two databases differs. */
export interface Dialect {
  /** One of the values, however many. */
  among(column: string, values: readonly (string | number)[]): Condition;
  /** The text is somewhere in the column. */
  contains(column: string, text: string): Condition;
  /** Covering circles that touch this one. */
  touches(circle: Circle): Condition;
}

export const SQLITE: Dialect = {
  among: (column, values) => ({ where: `${column} IN (SELECT value FROM json_each(?))`, parameters: [JSON.stringify(values)] }),
  contains: (column, text) => ({ where: `instr(${column}, ?) > 0`, parameters: [text] }),
  touches: ({ vector, radius }) => ({
    where: 'acos(max(-1, min(1, x * ? + y * ? + z * ?))) <= radius + ?',
    parameters: [...vector, radius],
  }),
};

/** In such a condition the index over `sky` finds the few rows that may fit. */
export const BY_SKY = 'sky && ?';
/** Of a larger circle it would find too many to be of use. */
const LARGEST = 0.3;

export const POSTGRES: Dialect = {
  among: (column, values) => {
    const isNumeric = values.some((value) => typeof value === 'number');
    // PostgreSQL has no text with NUL in it, so nothing equals such a one.
    const sound = values.filter((value) => typeof value === 'number' || !value.includes('\0'));
    return { where: `${column}${isNumeric ? '::float8' : ''} = ANY(?)`, parameters: [sound] };
  },
  contains: (column, text) => ({ where: `strpos(${column}, ?) > 0`, parameters: [text.replaceAll('\0', '\uFFFD')] }),
  touches: (circle) => {
    const { vector, radius } = circle;
    const exact = {
      where: 'acos(greatest(-1, least(1, x * ? + y * ? + z * ?))) <= radius + ?',
      parameters: [...vector, radius],
    };
    if (radius > LARGEST) return exact;
    const boxes = [-360, 0, 360].map((turn) => skyBox(circle, turn));
    const near = boxes.map(() => BY_SKY).join(' OR ');
    return { where: `(${near}) AND ${exact.where}`, parameters: [...boxes, ...exact.parameters] };
  },
};
