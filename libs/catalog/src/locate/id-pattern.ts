import type { Capture, Template } from '#ops';

/**
 * A pattern of IDs. Of several ways to fit, the first capture takes as much as it can, then the second, and so on, as with a regular expression; but the
 * time is that of one pass through the ID for each capture, whatever the ID is.
 */
export class IdPattern {
  /** scheme and authority, in lower case */
  private readonly head: string;
  private readonly parts: readonly (string | Capture)[];
  private readonly tail: string;

  constructor({ parts }: Template) {
    const [head] = /^[a-z][\w+.-]*:(\/\/[^/?]*)?/i.exec(parts[0] as string)!;
    this.head = lower(head);
    this.parts = [(parts[0] as string).slice(head.length), ...parts.slice(1)];
    this.tail = parts.length > 1 ? (parts.at(-1) as string) : '';
  }

  /** The captures in their order; undefined when the ID does not fit. */
  capturesOf(id: string): string[] | undefined {
    const { head, parts, tail } = this;
    // Scheme and authority compare without case (IVOA Identifiers 2.0 §2.3, RFC 3986 §6.2.2.1), the rest with.
    if (lower(id.slice(0, head.length)) !== head || !id.endsWith(tail)) return undefined;
    const text = id.slice(head.length);
    const ends = furthestEnds(parts, text);
    const captures: string[] = [];
    let at = 0;
    for (const [i, part] of parts.entries()) {
      if (typeof part === 'string') {
        if (!text.startsWith(part, at)) return undefined;
        at += part.length;
      } else {
        const end = ends[i][at];
        if (end === 0) return undefined;
        captures.push(text.slice(at, end));
        at = end;
      }
    }
    return at === text.length ? captures : undefined;
  }
}

/** Of ASCII letters only: others have lower cases that are ASCII. */
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** For each capture and each place: where it ends when it begins there, takes as much as it can, and all that follows fits; 0 when nothing does. */
function furthestEnds(parts: readonly (string | Capture)[], text: string): Uint32Array[] {
  const ends: Uint32Array[] = [];
  const { length } = text;
  /** whether the parts from i on fit what begins at a place */
  let fits = new Uint8Array(length + 1);
  fits[length] = 1;
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i];
    const before = new Uint8Array(length + 1);
    if (typeof part === 'string') {
      for (let at = length - part.length; at >= 0; at--) if (fits[at + part.length] === 1 && text.startsWith(part, at)) before[at] = 1;
    } else {
      ends[i] = new Uint32Array(length + 1);
      // From the end on: the furthest place that may be reached from here, which a '/' cuts off.
      for (let at = length - 1, furthest = 0; at >= 0; at--) {
        if (fits[at + 1] === 1 && furthest === 0) furthest = at + 1;
        if (!part.isPath && text[at] === '/') furthest = 0;
        ends[i][at] = furthest;
        if (furthest > 0) before[at] = 1;
      }
    }
    fits = before;
  }
  return ends;
}
