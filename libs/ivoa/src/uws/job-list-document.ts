import { attribute } from '../votable/xml.js';
import { element, inChunks, link, NAMESPACES, VERSION, XML_HEAD } from './elements.js';
import { uwsTime } from './time.js';
import type { UwsJobRef } from './uws-job.js';

/** `uws:jobs`. */
export function jobListChunks(jobs: Iterable<UwsJobRef> | AsyncIterable<UwsJobRef>): AsyncGenerator<string> {
  return inChunks(`${XML_HEAD}<uws:jobs${VERSION}${NAMESPACES}>\n`, jobs, jobRefElement, '</uws:jobs>\n');
}

function jobRefElement({ id, href, phase, runId, owner, created }: UwsJobRef): string {
  const children = `${element('phase', phase)}${element('runId', runId)}${element('ownerId', owner)}${element('creationTime', uwsTime(created))}`;
  return `<uws:jobref${attribute('id', id)}${link(href)}>\n${children}</uws:jobref>\n`;
}
