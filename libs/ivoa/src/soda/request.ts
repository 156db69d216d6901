import { MultiValuedError, UnsupportedError, UsageError } from '#faults';
import type { Shape } from '#region';
import { assertKnown, COMMON_PARAMETERS, type CommonRequest, parseCommon } from '../dali/common.js';
import { parseInterval } from '../dali/interval.js';
import type { Params } from '../dali/params.js';
import { parseShapes, type ShapeText } from '../dali/shape.js';
import { SODA_LATER, SODA_PARAMETERS } from './parameters.js';
import { parsePixels, type SodaPixels } from './pixels.js';
import {
  parseBand,
  parseChannel,
  parseDoppler,
  parseDryRun,
  parseFreq,
  parseHdu,
  parseMaskOut,
  parsePol,
  parseRestFreq,
  parseVelo,
} from './values.js';

/** With the text as the client wrote it, each run of blanks as one. */
export interface SodaShape extends ShapeText {
  readonly shape: Shape;
}

export interface SodaVelocity {
  /** ends may be infinite */
  readonly kms: readonly [number, number];
  readonly doppler?: 'radio' | 'optical' | 'relativistic';
  readonly restFrequencyHz?: number;
}

/** A valid request; lists keep the client's order, an empty one filters nothing. */
export interface SodaRequest extends CommonRequest {
  readonly ids: string[];
  readonly shapes: SodaShape[];
  /** vacuum wavelength, m; ends may be infinite */
  readonly bands: [number, number][];
  /** MJD, UTC; ends may be infinite */
  readonly times: [number, number][];
  /** upper case, each once */
  readonly pols: string[];
  /** channels of the spectral axis, 1-based, both ends included, never together with `bands`; ends may be infinite */
  readonly channels: [number, number][];
  /** km/s; never together with `bands`, as the frequencies */
  readonly velocities: SodaVelocity[];
  /** Hz; ends may be infinite */
  readonly frequencies: [number, number][];
  /** that `bands` and `frequencies` need on an axis of velocities without a rest value, Hz; velocities have their own */
  readonly restFrequencyHz?: number;
  /** never together with other filters but `hdu` */
  readonly pixels: SodaPixels[];
  /** EXTNAME or 0-based number */
  readonly hdu?: string;
  /** undefined: pixels outside a shape are left as they are */
  readonly maskOut?: 'hard' | 'touch';
  /** only tell what the answer would be */
  readonly dryRun: boolean;
}

const KNOWN: readonly string[] = [
  ...SODA_PARAMETERS.map(({ name }) => name),
  ...COMMON_PARAMETERS.filter((name) => name !== 'RESPONSEFORMAT'),
];

/**
 * Reads the parameters of SODA 1.0 §3 as lists; how many combinations a service makes is its own to say.
 * POS, CIRCLE and POLYGON make one list of shapes. Empty filters are errors: a script whose variable was empty did not mean the whole file.
 * @throws UsageError, UnsupportedError (a parameter of a later release), MultiValuedError (HDU, MASKOUT, DRYRUN, RESPONSEFORMAT),
 * LimitError (too many vertices)
 */
export function parseSoda(params: Params): SodaRequest {
  const later = SODA_LATER.filter((name) => params.has(name));
  if (later.length > 0)
    throw new UnsupportedError(`${later.join(', ')} is not supported by this release of Sodalite; it takes ${KNOWN.join(', ')}`);
  assertKnown(params, KNOWN);
  const ids = params.all('ID');
  if (ids.length === 0) throw new UsageError('ID is missing: it needs the identifier of a dataset');
  if (ids.includes('')) throw new UsageError('ID needs the identifier of a dataset, got ""');
  requireSingle(params);
  const spectral = parseSpectral(params);
  const shapes = parseSodaShapes(params);
  const pixels = params.all('PIXELS').map(parsePixels);
  const hdu = parseHdu(params.one('HDU'));
  if (pixels.length > 0) assertAlone(params, pixels, hdu);
  const maskOut = parseMaskOut(params.one('MASKOUT'));
  if (maskOut !== undefined && shapes.length === 0)
    throw new UsageError(`MASKOUT=${maskOut} needs a shape: CIRCLE, POLYGON or POS, got none`);
  return {
    ...parseCommon(params),
    ids,
    shapes,
    ...spectral,
    times: params.all('TIME').map((text) => [...parseInterval('TIME', text, '"60310.25 60310.5" (MJD)')]),
    pols: [...new Set(params.all('POL').map(parsePol))],
    pixels,
    hdu,
    maskOut,
    dryRun: parseDryRun(params.one('DRYRUN')),
  };
}

const SPECTRAL = ['BAND', 'VELO', 'FREQ', 'CHANNEL'] as const;

/** One of several ways to tell the range; DOPPLER and RESTFREQ say what velocities are. */
function parseSpectral(params: Params): Pick<SodaRequest, 'bands' | 'channels' | 'velocities' | 'frequencies' | 'restFrequencyHz'> {
  const given = SPECTRAL.filter((name) => params.has(name));
  if (given.length > 1)
    throw new UsageError(`${SPECTRAL.join(', ')} all choose the spectral range, got ${given.join(' and ')}; give one of them`);
  const [doppler, restFrequencyHz] = [parseDoppler(params.one('DOPPLER')), parseRestFreq(params.one('RESTFREQ'))];
  const [range] = given;
  if (doppler && range !== 'VELO') throw new UsageError('DOPPLER says what the velocities of VELO are, got no VELO');
  if (restFrequencyHz !== undefined && (range === undefined || range === 'CHANNEL'))
    throw new UsageError('RESTFREQ says what VELO, BAND or FREQ are of, got none of them');
  return {
    bands: params.all('BAND').map(parseBand),
    channels: params.all('CHANNEL').map(parseChannel),
    velocities: params.all('VELO').map((text) => ({ kms: parseVelo(text), doppler, restFrequencyHz })),
    frequencies: params.all('FREQ').map(parseFreq),
    restFrequencyHz: range === 'VELO' ? undefined : restFrequencyHz,
  };
}

const SINGLE = SODA_PARAMETERS.flatMap(({ name, multiplicity }) => (multiplicity === 'single' ? [name] : []));

/** @throws MultiValuedError */
function requireSingle(params: Params): void {
  for (const name of SINGLE) {
    const { length } = params.all(name);
    if (length > 1) throw new MultiValuedError(`one value is supported for ${name}, got ${length}; send a request for each`);
  }
}

/** A section is counted in pixels, and is the whole of what is wanted; to intersect it with another filter is seldom what was meant. */
function assertAlone(params: Params, pixels: readonly SodaPixels[], hdu: string | undefined): void {
  const others = ['POS', 'CIRCLE', 'POLYGON', ...SPECTRAL, 'TIME', 'POL'].filter((name) => params.has(name));
  if (others.length > 0) throw new UsageError(`PIXELS says all of what is wanted, got ${others.join(', ')} as well; give one or the other`);
  if (hdu !== undefined && pixels.some(({ extension }) => extension !== undefined))
    throw new UsageError(`PIXELS and HDU both name an extension; give one of them`);
}

function parseSodaShapes(params: Params): SodaShape[] {
  const given = (['POS', 'CIRCLE', 'POLYGON'] as const).flatMap((parameter) => params.all(parameter).map((text) => ({ parameter, text })));
  return parseShapes(given).map((shape, k) => ({ ...given[k], text: given[k].text.trim().replace(/\s+/g, ' '), shape }));
}
