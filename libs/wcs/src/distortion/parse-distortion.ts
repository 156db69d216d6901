import { UnsupportedError } from '#faults';
import { textCard } from '../header-cards.js';
import { CorrectedPlane } from './corrected-plane.js';
import { coordinateOf, type DistortionContext } from './distortion-context.js';
import { parseAxisCorrection, parseLookup } from './parse-lookup.js';
import { parsePolynomial } from './parse-polynomial.js';
import { parseTemplate, type FunctionRequest, type RawCoordinates } from './parse-template.js';
import type { Correction, PlaneMap } from './plane-map.js';
import { recordOf } from './records.js';

/**
 * Distortions of pixels: of the detector (D2IMDISj, AXISCORR), then SIP and CPDISja together, both asked for the same pixel (as astropy's
 * pipeline). The pair is (u, v) from the reference pixel. Undefined when there is none but SIP. Throws UnsupportedError.
 * @param sip its polynomials as corrections
 */
export function priorDistortion(context: DistortionContext, sip: readonly Correction[]): PlaneMap | undefined {
  const { alternate, reference } = context;
  const raw: RawCoordinates = { unit: [1, 1], origin: [reference[0] + 1, reference[1] + 1] };
  const old = parseAxisCorrection(context);
  const detector = old
    ? [old]
    : corrections(context, 'D2IMDIS', 'D2IM', '', (kind, request) => lookup(context, 'D2IMARR', kind, request), raw);
  const prior = corrections(
    context,
    'CPDIS',
    'DP',
    alternate,
    (kind, request) => FUNCTIONS[kind]?.(context, request) ?? lookup(context, 'WCSDVARR', kind, request),
    raw,
  );
  if (detector.length + prior.length === 0) return undefined;
  return new CorrectedPlane([detector, [...sip, ...prior]], PIXELS);
}

/** Distortions of the intermediate plane, in degrees (CQDISia). Throws UnsupportedError. */
export function sequentDistortion(context: DistortionContext): PlaneMap | undefined {
  const raw: RawCoordinates = { unit: context.degrees, origin: [0, 0] };
  const found = corrections(
    context,
    'CQDIS',
    'DQ',
    context.alternate,
    (kind, request) => {
      const known = FUNCTIONS[kind];
      if (known) return known(context, request);
      throw new UnsupportedError(
        `${request.label} asks for a distortion of intermediate coordinates that is not supported; supported are TPD and POLYNOMIAL`,
      );
    },
    raw,
  );
  return found.length > 0 ? new CorrectedPlane([found], 0) : undefined;
}

/** A step of the search in pixels that no longer matters. */
const PIXELS = 1e-10;

type Make = (context: DistortionContext, request: FunctionRequest) => Correction;

const FUNCTIONS: Readonly<Record<string, Make>> = { TPD: parseTemplate, POLYNOMIAL: parsePolynomial, 'POLYNOMIAL*': parsePolynomial };

function lookup(context: DistortionContext, extension: 'WCSDVARR' | 'D2IMARR', kind: string, request: FunctionRequest): Correction {
  if (kind === 'LOOKUP') return parseLookup(context, { ...request, extension });
  const supported = extension === 'D2IMARR' ? 'LOOKUP' : 'LOOKUP, TPD, POLYNOMIAL';
  throw new UnsupportedError(`${request.label} asks for a distortion that is not supported; supported are ${supported}`);
}

function corrections(
  context: DistortionContext,
  keyword: string,
  record: string,
  alternate: string,
  make: (kind: string, request: FunctionRequest) => Correction,
  raw: RawCoordinates,
): Correction[] {
  return [context.lon + 1, context.lat + 1].flatMap((axis) => {
    const kind = textCard(context.cards, `${keyword}${axis}${alternate}`);
    if (kind === '') return [];
    const target = coordinateOf(context, axis)!;
    const label = `${keyword}${axis}${alternate} = '${kind}'`;
    return [make(kind.toUpperCase(), { label, target, record: recordOf(context.cards, `${record}${axis}${alternate}`), raw })];
  });
}
