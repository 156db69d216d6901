import type { InputParam, ServiceDescriptor } from '../datalink/descriptor.js';
import { CUTOUT_FORMATS } from '../dali/response-format.js';
import { type DatasetDomain, type Limits, sodaLimits } from '../soda/descriptor.js';
import { SODA_PARAMETERS, type SodaParameterName } from '../soda/parameters.js';
import { numberText } from '../votable/document.js';
import type { CubeParameter } from './cube-parameter.js';
import { CUBE_OPERATIONS, type CubeOperation, cubePath, OPERATION_ABOUT, OPERATION_PARAMETERS } from './operations.js';

export interface CubeDescriptorOptions {
  /** ObsCore's dataproduct_type */
  readonly productType: string | null;
  /** XML ID; a document with several descriptors needs one for each */
  readonly descriptorId?: string;
  /** what is refused above which size, as part of a sentence */
  readonly limits?: string;
}

/**
 * An operation for one dataset, with what can be asked of it; undefined when there is no such thing as that operation on it.
 * @param id the dataset's identifier, sent by the client as it stands
 */
export function cubeDescriptor(
  operation: CubeOperation,
  id: string,
  domain: DatasetDomain,
  { productType, descriptorId = `cube-${operation}`, limits }: CubeDescriptorOptions,
): ServiceDescriptor | undefined {
  const hasSpectrum = productType === 'cube' && (domain.channels ?? 0) > 1;
  if (!domain.circle || !(hasSpectrum || (operation === 'profile' && productType === 'image'))) return undefined;
  const { description, formats } = OPERATION_ABOUT[operation];
  const table: readonly CubeParameter[] = OPERATION_PARAMETERS[operation];
  return {
    id: descriptorId,
    name: operation,
    description: limits === undefined ? description : `${description}; ${limits}`,
    accessPath: cubePath(operation),
    contentType: CUTOUT_FORMATS.find(({ name }) => name === formats[0])!.contentType,
    exampleQuery: cubeExample(operation, id, domain),
    inputs: table.flatMap((parameter): InputParam[] => {
      if (!hasSpectrum && ALONG_SPECTRUM.has(parameter.name)) return [];
      const narrowed = limitsOf(parameter, id, domain, formats);
      return narrowed === undefined ? [] : [input(parameter, narrowed)];
    }),
  };
}

/** Without meaning for an image. */
const ALONG_SPECTRUM: ReadonlySet<string> = new Set([
  'DOPPLER',
  'RESTFREQ',
  'Z',
  'FRAME',
  'XAXIS',
  'CHANWIDTH',
  'CONVOLVE',
  'BEAMTOL',
  'FILLNAN',
]);

/** Those that mean the same there; what velocities are matters to products without VELO as well. */
const OF_SODA: ReadonlySet<string> = new Set(SODA_PARAMETERS.map(({ name }) => name).filter((name) => !ALONG_SPECTRUM.has(name)));

function limitsOf({ name }: CubeParameter, id: string, domain: DatasetDomain, formats: readonly string[]): Limits | undefined {
  if (!OF_SODA.has(name)) return EVERYTHING;
  const known = name === 'POL' ? { ...domain, polStates: withComputed(domain.polStates) } : domain;
  const limits = sodaLimits(name as SodaParameterName, id, known, formats);
  return limits && Object.keys(limits).length === 0 ? EVERYTHING : limits;
}

/** States of linear polarization are made of Q and U. */
function withComputed(states: DatasetDomain['polStates']): DatasetDomain['polStates'] {
  return states?.includes('Q') && states.includes('U') ? [...new Set([...states, 'POLI', 'POLA'])] : states;
}

/** No limits. */
const EVERYTHING: Limits = {};

/** The PARAM of a parameter that no dataset narrows: without what is for the code alone. */
const PLAIN: ReadonlyMap<CubeParameter, InputParam> = new Map(
  CUBE_OPERATIONS.flatMap((operation) => OPERATION_PARAMETERS[operation] as readonly CubeParameter[]).map((parameter) => {
    const { name, xtype, unit, ucd, description, min, max, options } = parameter;
    return [parameter, Object.freeze({ name, ...typeOf(parameter), xtype, unit, ucd, description, min, max, options })];
  }),
);

/**
 * A single number goes as text: of a scalar double with value="", which is nothing yet, astropy makes None, and pyVO 1.2 fails over it, whichever
 * parameters are used. Text is sent as it stands.
 */
function typeOf({ datatype, arraysize }: CubeParameter): Pick<InputParam, 'datatype' | 'arraysize'> {
  return datatype === 'double' && arraysize === undefined ? { datatype: 'char', arraysize: '*' } : { datatype, arraysize };
}

/** One object as long as nothing is narrowed: it is made into text once. */
function input(parameter: CubeParameter, limits: Limits): InputParam {
  const plain = PLAIN.get(parameter)!;
  return limits === EVERYTHING ? plain : { ...plain, ...limits };
}

/** A call that works and is quick: a small part in the middle. */
export function cubeExample(operation: CubeOperation, id: string, { circle, channels = 1 }: DatasetDomain): string | undefined {
  if (!circle) return undefined;
  const centre = `${round(circle.lonDeg)} ${round(circle.latDeg)}`;
  const radiusDeg = Number((circle.radiusDeg / 10).toPrecision(3));
  const arcsec = Number((circle.radiusDeg * 3600).toPrecision(3));
  const inside: readonly [string, string] = ['CIRCLE', `${centre} ${radiusDeg}`];
  const examples: Readonly<Record<CubeOperation, readonly (readonly [string, string])[]>> = {
    moment: [['MOMENT', '0'], ['MOMENT', '1'], inside],
    pv: [['CENTER', centre], ['PA', '0'], ['LENGTH', numberText(arcsec)]],
    channels: [['PANELS', String(Math.min(9, channels))], inside],
    spectrum: [['METHOD', 'mean'], inside],
    profile: [['CENTER', centre], ['RINGSTEP', numberText(arcsec / 10)], ['RMAX', numberText(arcsec / 2)]],
  }; // prettier-ignore
  return [['ID', id] as const, ...examples[operation]].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

function round(degrees: number): number {
  return Number(degrees.toFixed(6));
}
