const LONGEST = 80;

/** A client's text inside a message: quoted, on one line, cut where it would drown the sentence. */
export function quote(text: string): string {
  // eslint-disable-next-line no-control-regex
  const line = text.slice(0, LONGEST).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
  return text.length > LONGEST ? `"${line}…" (${text.length} characters)` : `"${line}"`;
}
