import { MultiValuedError, UsageError } from '#faults';
import { parseInterval } from '../dali/interval.js';
import { parseInteger, parseNumbers } from '../dali/number.js';
import { quote } from '../dali/quote.js';
import type { ParameterDefinition } from '../soda/parameters.js';
import { numberText } from '../votable/document.js';

/** A parameter of the services on cubes: how its PARAM describes it, which values it can have, and how they are read. */
export interface CubeParameter<T = unknown> extends ParameterDefinition {
  /** of every dataset; the domain of one may be narrower */
  readonly min?: string;
  readonly max?: string;
  readonly options?: readonly string[];
  /**
   * @param texts as the client wrote them, at least one
   * @throws UsageError, MultiValuedError
   */
  readonly read: (texts: readonly string[]) => T;
}

/** What is read by a table of parameters; undefined: not given. */
export type ValuesOf<Table extends readonly CubeParameter[]> = {
  readonly [P in Table[number] as P['name']]: P extends CubeParameter<infer T> ? T | undefined : never;
};

interface About<Name extends string> {
  readonly name: Name;
  readonly description: string;
  readonly unit?: string;
  readonly ucd?: string;
}

export type Named<Name extends string, T> = CubeParameter<T> & { readonly name: Name };

interface Limits {
  readonly least?: number;
  readonly most?: number;
  /** the least value does not belong to it */
  readonly above?: number;
}

/** One finite number. */
export function numberParameter<const Name extends string>(
  about: About<Name>,
  limits: Limits & { readonly example: string },
): Named<Name, number> {
  const { example } = limits;
  return single({ ...about, datatype: 'double', ...ends(limits) }, (text) => {
    const value = /[^\s\d.eE+-]|\S\s+\S/.test(text) ? NaN : parseNumbers(about.name, text, 1)[0];
    if (!Number.isFinite(value)) throw wrong(about, `one number, as in ${example}`, text);
    assertWithin(about, value, limits, text);
    return value;
  });
}

/** One whole number. */
export function wholeParameter<const Name extends string>(
  about: About<Name>,
  limits: Limits & { readonly least: number },
): Named<Name, number> {
  return single({ ...about, datatype: 'int', ...ends(limits) }, (text) => {
    const value = parseInteger(about.name, text, limits.least);
    assertWithin(about, value, limits, text);
    return value;
  });
}

/** `lo hi`; ±Inf leaves an end open. */
export function intervalParameter<const Name extends string>(about: About<Name>, example: string): Named<Name, readonly [number, number]> {
  return single({ ...about, datatype: 'double', arraysize: '2', xtype: 'interval' }, (text) => parseInterval(about.name, text, example));
}

/** So many finite numbers, or between so many; what they mean is for `check` to say. */
export function numbersParameter<const Name extends string>(
  about: About<Name> & { readonly xtype?: string },
  { least, most, expected, check }: NumbersShape,
): Named<Name, readonly number[]> {
  const arraysize = least === most ? `${least}` : '*';
  return single({ ...about, datatype: 'double', arraysize }, (text) => {
    const numbers = parseNumbers(about.name, text, most);
    const isRight = numbers.length >= least && numbers.length <= most && numbers.every(Number.isFinite) && (check?.(numbers) ?? true);
    if (!isRight) throw wrong(about, expected, text);
    return numbers;
  });
}

interface NumbersShape {
  readonly least: number;
  readonly most: number;
  /** what is right, to be read after "needs" */
  readonly expected: string;
  readonly check?: (numbers: readonly number[]) => boolean;
}

/** One of some words, in any case; the first is the default when nothing else is said. */
export function choiceParameter<const Name extends string, const Option extends string>(
  about: About<Name>,
  options: readonly Option[],
): Named<Name, Option> {
  return single({ ...about, datatype: 'char', arraysize: '*', options }, (text) => {
    const chosen = options.find((option) => option.toLowerCase() === text.trim().toLowerCase());
    if (chosen === undefined) throw wrong(about, `one of ${options.join(', ')}`, text);
    return chosen;
  });
}

const LOGICAL = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/** 1 or 0. */
export function flagParameter<const Name extends string>(about: About<Name>): Named<Name, boolean> {
  return single({ ...about, datatype: 'char', arraysize: '*', options: ['0', '1'] }, (text) => {
    const value = LOGICAL.get(text.trim().toLowerCase());
    if (value === undefined) throw wrong(about, '1 or 0', text);
    return value;
  });
}

/** Text of a form of its own. */
export function textParameter<const Name extends string, T>(about: About<Name>, parse: (text: string) => T): Named<Name, T> {
  return single({ ...about, datatype: 'char', arraysize: '*' }, parse);
}

/** As `parameter`, and may be repeated: the values in the order of the client. */
export function repeated<Name extends string, T>(
  parameter: Named<Name, T>,
  multiplicity: 'filter' | 'list' = 'list',
): Named<Name, readonly T[]> {
  return { ...parameter, multiplicity, read: (texts) => texts.map((text) => parameter.read([text])) };
}

/** A parameter with one value, of any definition. */
export function single<const Name extends string, T>(
  definition: Omit<CubeParameter<T>, 'read' | 'multiplicity'> & { readonly name: Name },
  parse: (text: string) => T,
): Named<Name, T> {
  const read = (texts: readonly string[]): T => {
    if (texts.length > 1)
      throw new MultiValuedError(`one value is supported for ${definition.name}, got ${texts.length}; send a request for each`);
    return parse(texts[0]);
  };
  return { ...definition, multiplicity: 'single', read };
}

function ends({ least, above, most }: Limits): Pick<CubeParameter, 'min' | 'max'> {
  const min = least ?? above;
  return { ...(min !== undefined && { min: numberText(min) }), ...(most !== undefined && { max: numberText(most) }) };
}

function assertWithin(about: About<string>, value: number, { least, above, most }: Limits, text: string): void {
  if (above !== undefined && value <= above) throw wrong(about, `a number above ${above}`, text);
  if (least !== undefined && value < least) throw wrong(about, `a number of ${least} or more`, text);
  if (most !== undefined && value > most) throw wrong(about, `a number of up to ${most}`, text);
}

function wrong({ name, unit }: About<string>, expected: string, text: string): UsageError {
  return new UsageError(`${name} needs ${expected}${unit === undefined ? '' : ` (${unit})`}, got ${quote(text)}`);
}
