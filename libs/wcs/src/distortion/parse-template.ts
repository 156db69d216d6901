import { UnsupportedError } from '#faults';
import { coordinateOf, type DistortionContext } from './distortion-context.js';
import { PolynomialCorrection, type Affine } from './polynomial-correction.js';
import { templateTerms } from './template-terms.js';

/** What a distortion function is asked with and gives: the coordinate of the pair is raw · unit − origin. */
export interface RawCoordinates {
  readonly unit: readonly [number, number];
  readonly origin: readonly [number, number];
}

export interface FunctionRequest {
  /** keyword and value, for messages */
  readonly label: string;
  readonly target: 0 | 1;
  readonly record: ReadonlyMap<string, number>;
  readonly raw: RawCoordinates;
}

/** The Template Polynomial Distortion, CPDISja and CQDISia = 'TPD' (WCSLIB, dis.h). Throws UnsupportedError. */
export function parseTemplate(context: DistortionContext, request: FunctionRequest): PolynomialCorrection {
  const { label, target, record, raw } = request;
  const variables = variablesOf(context, request);
  if (variables.length > 2) throw new UnsupportedError(`${label} has NAXES = ${variables.length}, where 1 or 2 is expected`);
  for (const field of record.keys())
    if (!FIELDS.test(field)) throw new UnsupportedError(`${label} has a field '${field}' that is not known`);
  const [first, second = NOTHING] = variables;
  const isAuxiliary = [...record.keys()].some((field) => field.startsWith('AUX.'));
  const auxiliary = (k: number): Affine => {
    const [c0, c1, c2] = [0, 1, 2].map((m) => record.get(`AUX.${k}.COEFF.${m}`) ?? (m === k ? 1 : 0));
    return [c0 + c1 * first[0] + c2 * second[0], c1 * first[1] + c2 * second[1], c1 * first[2] + c2 * second[2]];
  };
  const terms = templateTerms((number) => record.get(`TPD.FWD.${number}`));
  return new PolynomialCorrection({
    target,
    u: isAuxiliary ? auxiliary(1) : first,
    v: isAuxiliary ? auxiliary(2) : second,
    terms: variables.length === 2 ? terms : terms.filter(({ j, k }) => j === 0 && !k),
    ...output(request, raw),
  });
}

/** The variables of a distortion function, (raw − OFFSET) · SCALE each, in terms of the pair. */
export function variablesOf(context: DistortionContext, { label, record, raw }: FunctionRequest): Affine[] {
  const count = record.get('NAXES') ?? 0;
  if (!Number.isInteger(count) || count < 1 || count > 9)
    throw new UnsupportedError(`${label} needs its field NAXES, the number of its variables, from 1 to 9`);
  const axes = Array.from({ length: count }, (_, hat) => record.get(`AXIS.${hat + 1}`) ?? hat + 1);
  if (new Set(axes).size < count) throw new UnsupportedError(`${label} names an axis twice (fields AXIS.n: ${axes.join(', ')})`);
  return axes.map((axis, hat): Affine => {
    const along = coordinateOf(context, axis);
    if (along === undefined) throw new UnsupportedError(`${label} depends on axis ${axis}, which is none of the celestial axes`);
    const scale = record.get(`SCALE.${hat + 1}`) ?? 1;
    const slope = scale / raw.unit[along];
    const constant = slope * raw.origin[along] - scale * (record.get(`OFFSET.${hat + 1}`) ?? 0);
    return [constant, along === 0 ? slope : 0, along === 1 ? slope : 0];
  });
}

/** From raw units to the pair's; a function that gives coordinates (DOCORR = 0) has those that it is asked for taken off. */
export function output({ target, record }: FunctionRequest, { unit, origin }: RawCoordinates): { factor: number; plus?: Affine } {
  if (record.get('DOCORR') !== 0) return { factor: unit[target] };
  return { factor: unit[target], plus: [-origin[target], target === 0 ? -1 : 0, target === 1 ? -1 : 0] };
}

const NOTHING: Affine = [0, 0, 0];
const FIELDS = /^(DOCORR|NAXES|AXIS\.\d+|OFFSET\.\d+|SCALE\.\d+|AUX\.[12]\.COEFF\.[012]|TPD\.(FWD|REV)\.([0-9]|[1-5][0-9]))$/;
