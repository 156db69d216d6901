import { UnsupportedError } from '#faults';
import type { DistortionContext } from './distortion-context.js';
import { GeneralPolynomial, type Auxiliary, type PowerTerm } from './general-polynomial.js';
import { output, variablesOf, type FunctionRequest } from './parse-template.js';

/** CPDISja and CQDISia = 'Polynomial' (draft of WCS Paper IV §3.3.1, as WCSLIB's dis.c has it). Throws UnsupportedError. */
export function parsePolynomial(context: DistortionContext, request: FunctionRequest): GeneralPolynomial {
  const { label, target, record, raw } = request;
  const variables = variablesOf(context, request);
  const count = (field: string, least: number) => {
    const value = record.get(field) ?? 0;
    if (Number.isInteger(value) && value >= least && value <= MOST) return value;
    throw new UnsupportedError(`${label} has ${field} = ${value}, where a whole number from ${least} to ${MOST} is expected`);
  };
  const [auxiliaries, terms] = [count('NAUX', 0), count('NTERMS', 1)];
  for (const field of record.keys())
    if (!FIELDS.test(field)) throw new UnsupportedError(`${label} has a field '${field}' that is not known`);
  const numbers = <T>(length: number, make: (n: number) => T) => Array.from({ length }, (_, n) => make(n));
  return new GeneralPolynomial({
    target,
    variables,
    auxiliaries: numbers(auxiliaries, (k): Auxiliary => ({
      coefficients: numbers(variables.length + 1, (hat) => record.get(`AUX.${k + 1}.COEFF.${hat}`) ?? 0),
      powers: numbers(variables.length + 1, (hat) => record.get(`AUX.${k + 1}.POWER.${hat}`) ?? 1),
    })),
    terms: numbers(terms, (m): PowerTerm => ({
      coefficient: record.get(`TERM.${m + 1}.COEFF`) ?? 1,
      powers: [
        ...numbers(variables.length, (hat) => record.get(`TERM.${m + 1}.VAR.${hat + 1}`) ?? 0),
        ...numbers(auxiliaries, (k) => record.get(`TERM.${m + 1}.AUX.${k + 1}`) ?? 0),
      ],
    })),
    ...output(request, raw),
  });
}

/** No header is known with more. */
const MOST = 200;
const FIELDS =
  /^(DOCORR|NAXES|NAUX|NTERMS|AXIS\.\d+|OFFSET\.\d+|SCALE\.\d+|AUX\.\d+\.(COEFF|POWER)\.\d+|TERM\.\d+\.(COEFF|VAR\.\d+|AUX\.\d+))$/;
