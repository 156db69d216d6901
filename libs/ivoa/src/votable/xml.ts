/** Element content. What XML cannot carry becomes U+FFFD; a carriage return is kept from line-end normalisation. */
export function escapeText(text: string): string {
  if (!SPECIAL_IN_TEXT.test(text)) return text; // nearly always
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>\r]/g, (character) => ESCAPES[character]);
}

/** The inside of a double-quoted attribute; white space other than blanks is kept from attribute-value normalisation. */
export function escapeAttribute(text: string): string {
  if (!SPECIAL_IN_ATTRIBUTE.test(text)) return text;
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"\r\n\t]/g, (character) => ESCAPES[character]);
}

/** ` name="value"`, or nothing for an absent value. */
export function attribute(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name}="${escapeAttribute(value)}"`;
}

/* Anything but printable ASCII without the mark-up characters is looked at again. */
const SPECIAL_IN_TEXT = /[^ -%'-;=?-~]/;
const SPECIAL_IN_ATTRIBUTE = /[^ !#-%'-;=?-~]/;

/** Outside Char of XML 1.0 §2.2: control characters and lone surrogates, any of which a client's ID may hold. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
