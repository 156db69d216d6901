import { attribute, escapeText } from '../votable/xml.js';
import { uwsTime } from './time.js';

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The namespace of every version 1.x of UWS. */
const UWS = ' xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0"';
const XLINK = ' xmlns:xlink="http://www.w3.org/1999/xlink"';
const XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
/** Attributes of a root: namespaces; those of `job` and `jobs` say the version as well. */
export const NAMESPACES = `${UWS}${XLINK}${XSI}`;
export const VERSION = ' version="1.1"';

/** `<uws:name>text</uws:name>`, or nothing for an absent text. */
export function element(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<uws:${name}>${escapeText(text)}</uws:${name}>\n`;
}

/** An absent text is told as nil: an empty element would be no time. */
export function nillable(name: string, text: string | undefined): string {
  return text === undefined ? `<uws:${name} xsi:nil="true"/>\n` : element(name, text);
}

export const timeElement = (name: string, time: Date | undefined): string => nillable(name, time && uwsTime(time));

/** A relation to another document. */
export const link = (href: string): string => ` xlink:type="simple"${attribute('xlink:href', href)}`;

/** Lines are sent together, for a document may have 10⁵ of them. */
const CHUNK = 32 * 1024;

/** The head, the texts of the items and the tail, in chunks of some ten KiB. */
export async function* inChunks<T>(
  head: string,
  items: Iterable<T> | AsyncIterable<T>,
  text: (item: T, index: number) => string,
  tail: string,
): AsyncGenerator<string> {
  let chunk = head;
  let index = 0;
  for await (const item of items) {
    chunk += text(item, index++);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk + tail;
}
