import { absoluteUrl } from '../datalink/descriptor.js';
import { attribute, escapeText } from '../votable/xml.js';

export interface Capability {
  /** pyVO stumbles over a capability without one */
  readonly standardId: string;
  /** relative to the base URL */
  readonly path: string;
  /** `base`: parameters are appended; `full`: as it stands, for VOSI and for job lists */
  readonly use: 'base' | 'full';
  /** the interface that the standard means; not for VOSI's own */
  readonly standard?: boolean;
  readonly resultType?: string;
  /** query string of a call that has a result, percent-encoded */
  readonly testQuery?: string;
}

/**
 * VOSI 1.1 §3: the root is qualified, its children are in no namespace, hence no default one. The optional queryType and param are left out:
 * GET and POST are DALI's rule, the parameters stand in the self-descriptions, and pyVO 1.2 prints a warning for each of them.
 */
export function capabilitiesDocument(capabilities: readonly Capability[], baseUrl: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n' +
    capabilities.map((capability) => capabilityElement(capability, baseUrl)).join('') +
    '</vosi:capabilities>\n'
  );
}

function capabilityElement(capability: Capability, baseUrl: string): string {
  const { standardId, path, use, standard = false, resultType, testQuery } = capability;
  return (
    `<capability${attribute('standardID', standardId)}>\n` +
    `<interface xsi:type="vs:ParamHTTP"${standard ? ' role="std"' : ''}>\n` +
    `<accessURL use="${use}">${escapeText(absoluteUrl(path, baseUrl))}</accessURL>\n` +
    element('resultType', resultType) +
    element('testQuery', testQuery) +
    '</interface>\n</capability>\n'
  );
}

function element(name: string, content: string | undefined): string {
  return content === undefined ? '' : `<${name}>${escapeText(content)}</${name}>`;
}
