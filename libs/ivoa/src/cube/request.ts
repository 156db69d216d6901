import { UsageError } from '#faults';
import { assertKnown, COMMON_PARAMETERS, parseCommon } from '../dali/common.js';
import type { Params } from '../dali/params.js';
import { cubeFormat, type CubeFormat } from './cube-formats.js';
import { type CubeAxisOptions, cubeAxisOptions, type SharedValues } from './cube-filters.js';
import type { CubeParameter, ValuesOf } from './cube-parameter.js';
import { type CubeOperation, OPERATION_ABOUT, OPERATION_PARAMETERS } from './operations.js';

/** Values of all parameters of an operation, by their names. */
export type CubeValues<O extends CubeOperation> = ValuesOf<(typeof OPERATION_PARAMETERS)[O]>;

/** A valid request to /cube/<operation>. */
export interface CubeRequest<O extends CubeOperation = CubeOperation> {
  readonly operation: O;
  readonly id: string;
  readonly options: CubeAxisOptions;
  readonly values: CubeValues<O>;
  readonly format: CubeFormat;
  readonly contentType: string;
  /** only tell what the answer would be */
  readonly dryRun: boolean;
}

/**
 * Reads the parameters of an operation on a cube, each by its own rule.
 * @throws UsageError (a name that is not known included), MultiValuedError, UnsupportedError (pictures), LimitError (too many vertices)
 */
export function parseCube<O extends CubeOperation>(operation: O, params: Params): CubeRequest<O> {
  const table: readonly CubeParameter[] = OPERATION_PARAMETERS[operation];
  assertKnown(params, [...table.map(({ name }) => name), ...COMMON_PARAMETERS.filter((name) => name !== 'RESPONSEFORMAT')]);
  const { responseFormat } = parseCommon(params);
  if (!params.has('ID')) throw new UsageError('ID is missing: it needs the identifier of a dataset');
  const values = readValues(table, params) as CubeValues<O>;
  const shared: Partial<SharedValues> & { readonly DRYRUN?: boolean } = shapesAreApertures(operation) ? withoutShapes(values) : values;
  const { name: format, contentType } = cubeFormat(responseFormat, OPERATION_ABOUT[operation].formats);
  return { operation, id: shared.ID!, options: cubeAxisOptions(shared), values, format, contentType, dryRun: shared.DRYRUN ?? false };
}

/** A name without a value was blanked in a form, or by a script whose variable was empty: what it says is for its rule to judge. */
function readValues(table: readonly CubeParameter[], params: Params): Record<string, unknown> {
  const given = table.filter(({ name }) => name !== 'RESPONSEFORMAT' && params.has(name));
  return Object.fromEntries(given.map(({ name, read }) => [name, read(params.all(name))]));
}

function shapesAreApertures(operation: CubeOperation): boolean {
  return !OPERATION_PARAMETERS[operation].some(({ name }) => name === 'POS');
}

function withoutShapes(values: object): object {
  return { ...values, CIRCLE: undefined, POLYGON: undefined };
}
