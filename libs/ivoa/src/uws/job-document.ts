import { attribute, escapeText } from '../votable/xml.js';
import { element, inChunks, link, NAMESPACES, nillable, timeElement, VERSION, XML_HEAD } from './elements.js';
import { uwsTime } from './time.js';
import type { UwsError, UwsJob, UwsParameter, UwsProgress, UwsResult, UwsResults } from './uws-job.js';

/** `uws:job`, its children in the order of the schema. */
export function jobChunks(job: UwsJob, results: UwsResults): AsyncGenerator<string> {
  return inChunks(
    `${XML_HEAD}<uws:job${VERSION}${NAMESPACES}>\n${beforeResults(job)}<uws:results>\n`,
    results,
    resultElement,
    afterResults(job),
  );
}

/** `uws:results`. */
export function resultsChunks(results: UwsResults): AsyncGenerator<string> {
  return inChunks(`${XML_HEAD}<uws:results${NAMESPACES}>\n`, results, resultElement, '</uws:results>\n');
}

/** `uws:parameters`. */
export function parametersDocument(parameters: readonly UwsParameter[]): string {
  return `${XML_HEAD}<uws:parameters${NAMESPACES}>\n${parameters.map(parameterElement).join('')}</uws:parameters>\n`;
}

function beforeResults(job: UwsJob): string {
  return [
    element('jobId', job.id),
    element('runId', job.runId),
    nillable('ownerId', job.owner),
    element('phase', job.phase),
    timeElement('quote', job.quote),
    element('creationTime', uwsTime(job.created)),
    timeElement('startTime', job.started),
    timeElement('endTime', job.ended),
    element('executionDuration', String(job.executionSeconds)),
    timeElement('destruction', job.destruction),
    `<uws:parameters>\n${job.parameters.map(parameterElement).join('')}</uws:parameters>\n`,
  ].join('');
}

function afterResults({ error, progress }: UwsJob): string {
  return `</uws:results>\n${error ? errorElement(error) : ''}${progress ? infoElement(progress) : ''}</uws:job>\n`;
}

function parameterElement({ id, value, byReference }: UwsParameter): string {
  return `<uws:parameter${attribute('id', id)}${byReference ? ' byReference="true"' : ''}>${escapeText(value)}</uws:parameter>\n`;
}

function resultElement({ id, href, bytes, contentType }: UwsResult): string {
  const size = attribute('size', bytes?.toString());
  return `<uws:result${attribute('id', id)}${link(href)}${size}${attribute('mime-type', contentType)}/>\n`;
}

function errorElement({ type, message, hasDetail }: UwsError): string {
  return `<uws:errorSummary type="${type}" hasDetail="${hasDetail}">\n${element('message', message)}</uws:errorSummary>\n`;
}

/** Of no standard: jobInfo takes any XML. */
function infoElement({ total, made, empty, failed, part }: UwsProgress): string {
  const counts = `total="${total}" made="${made}" empty="${empty}" failed="${failed}"${attribute('part', part?.toFixed(3))}`;
  return `<uws:jobInfo>\n<progress xmlns="urn:sodalite:jobs" ${counts}/>\n</uws:jobInfo>\n`;
}
