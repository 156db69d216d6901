/* What XML 1.0 §2.2 does not allow at all, lone surrogates included; a client's ID may hold any of them. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// eslint-disable-next-line no-control-regex
const SPECIAL_IN_TEXT = /[&<>\u0000-\u0008\u000b-\u001f\ud800-\udfff\ufffe\uffff]/;
// eslint-disable-next-line no-control-regex
const SPECIAL_IN_ATTRIBUTE = /[&<>"\u0000-\u001f\ud800-\udfff\ufffe\uffff]/;

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

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
