import type { Circle } from './columns.js';

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
