import { attribute, escapeAttribute, escapeText } from '../votable/xml.js';

/** One PARAM of a descriptor's inputParams (DataLink 1.1 §4.2). */
export interface InputParam {
  readonly name: string;
  readonly datatype: string;
  readonly arraysize?: string;
  readonly xtype?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
  /** fixed: the client sends it as it is; absent or empty: the client's choice */
  readonly value?: string;
  /** XML ID of the FIELD whose cell the client sends; goes with neither `value` nor a domain */
  readonly ref?: string;
  /** domain, each in the text form of the values (DALI 1.1 §3.3): intervals have scalar ends, shapes one whole `max` */
  readonly min?: string;
  readonly max?: string;
  readonly options?: readonly string[];
}

/** A service that a client can call with parameters (DataLink 1.1 §4). */
export interface ServiceDescriptor {
  /** XML ID, unique in its document; LinkRow.serviceDef names it. An NCName: a letter or `_`, then letters, digits, `_`, `-`, `.` */
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly standardId?: string;
  /** relative to the base URL, as `/soda/sync` */
  readonly accessPath: string;
  readonly contentType?: string;
  /** query string, already percent-encoded, of a call that works */
  readonly exampleQuery?: string;
  readonly inputs: readonly InputParam[];
  readonly utype?: 'adhoc:service' | 'adhoc:this';
}

/**
 * The RESOURCE of a descriptor. User-chosen PARAMs keep `value=""`, also with arraysize 2 or 3, as the SODA text has it. Read with
 * astropy 5.2 it is zeros without a complaint, which pyVO 1.2 takes for "not fixed" (`value.all()` is false); votlint says nothing. `NaN NaN` instead
 * would be sent by pyVO as if fixed. astropy's E02 about `arraysize="2"` comes from the scalar MIN and MAX that DALI demands, whatever the value.
 */
export function descriptorResource(descriptor: ServiceDescriptor, baseUrl: string): string {
  const accessUrl = absoluteUrl(descriptor.accessPath, baseUrl);
  const { id, name, description, standardId, contentType, exampleQuery, inputs, utype = 'adhoc:service' } = descriptor;
  return (
    `<RESOURCE type="meta" utype="${utype}"${id === '' ? '' : attribute('ID', id)}${attribute('name', name)}>\n` +
    (description === undefined ? '' : `<DESCRIPTION>${escapeText(description)}</DESCRIPTION>\n`) +
    (standardId === undefined ? '' : stringParam('standardID', standardId)) +
    stringParam('accessURL', accessUrl) +
    (contentType === undefined ? '' : stringParam('contentType', contentType)) +
    (exampleQuery === undefined ? '' : stringParam('exampleURL', `${accessUrl}?${exampleQuery}`)) +
    `<GROUP name="inputParams">\n${inputs.map(inputParam).join('')}</GROUP>\n</RESOURCE>\n`
  );
}

/** A path below the service's root becomes a full URL; whatever is full already stays. */
export function absoluteUrl(pathOrUrl: string, baseUrl: string): string {
  if (!pathOrUrl.startsWith('/')) return pathOrUrl;
  return (baseUrl.endsWith('/') ? baseUrl.slice(0, -1) : baseUrl) + pathOrUrl;
}

function stringParam(name: string, value: string): string {
  return `<PARAM name="${name}" datatype="char" arraysize="*" value="${escapeAttribute(value)}"/>\n`;
}

/** This is a hot path, and most PARAMs are the same for every dataset: those that are frozen are made into text once. */
const TEXTS = new WeakMap<InputParam, string>();

function inputParam(param: InputParam): string {
  if (!Object.isFrozen(param)) return paramText(param);
  const known = TEXTS.get(param);
  if (known !== undefined) return known;
  const text = paramText(param);
  TEXTS.set(param, text);
  return text;
}

function paramText(param: InputParam): string {
  const head =
    `<PARAM name="${param.name}" datatype="${param.datatype}"${attribute('arraysize', param.arraysize)}${attribute('xtype', param.xtype)}` +
    `${attribute('unit', param.unit)}${attribute('ucd', param.ucd)}${attribute('utype', param.utype)}` +
    `${attribute('ref', param.ref)} value="${escapeAttribute(param.value ?? '')}"`;
  const content =
    (param.description === undefined ? '' : `<DESCRIPTION>${escapeText(param.description)}</DESCRIPTION>`) + valuesElement(param);
  return content === '' ? `${head}/>\n` : `${head}>${content}</PARAM>\n`;
}

/** MIN, MAX, then OPTIONs: the schema wants this order. */
function valuesElement({ min, max, options }: InputParam): string {
  if (min === undefined && max === undefined && (options === undefined || options.length === 0)) return '';
  return (
    '<VALUES>' +
    (min === undefined ? '' : `<MIN value="${escapeAttribute(min)}"/>`) +
    (max === undefined ? '' : `<MAX value="${escapeAttribute(max)}"/>`) +
    (options === undefined ? '' : options.map((option) => `<OPTION value="${escapeAttribute(option)}"/>`).join('')) +
    '</VALUES>'
  );
}
