/** What part of a body of `length` bytes a request wants; `to` is exclusive. */
export type Wanted =
  { readonly kind: 'whole' } | { readonly kind: 'part'; readonly from: number; readonly to: number } | { readonly kind: 'unsatisfiable' };

const WHOLE: Wanted = { kind: 'whole' };

/**
 * Reads a Range header (RFC 9110 §14.2). One range is served; several, another unit, or nonsense are ignored, as the RFC allows,
 * and the whole body is sent.
 * @param ifRange the If-Range header: with another validator than `etag` the range does not count (RFC 9110 §13.1.5)
 */
export function wantedRange(
  range: string | undefined,
  ifRange: string | undefined,
  etag: string,
  lastModified: Date,
  length: number,
): Wanted {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(range?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return WHOLE;
  if (ifRange !== undefined && !sameVersion(ifRange.trim(), etag, lastModified)) return WHOLE;
  const [, first, last] = match;
  if (first === '') {
    const suffix = Number(last);
    return suffix === 0 || length === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', from: Math.max(0, length - suffix), to: length };
  }
  const from = Number(first);
  const to = last === '' ? length : Math.min(Number(last) + 1, length);
  if (last !== '' && Number(last) < from) return WHOLE;
  return from >= length ? { kind: 'unsatisfiable' } : { kind: 'part', from, to };
}

/** A strong comparison: a weak tag never matches, a date matches only exactly. */
function sameVersion(ifRange: string, etag: string, lastModified: Date): boolean {
  if (ifRange.startsWith('"')) return ifRange === `"${etag}"`;
  if (ifRange.startsWith('W/')) return false;
  return Date.parse(ifRange) === Math.floor(lastModified.getTime() / 1000) * 1000;
}

/** Whether the client's copy is still good: If-None-Match (weak comparison), else If-Modified-Since (RFC 9110 §13.1.2-3). */
export function notModified(headers: Readonly<Record<string, string | string[] | undefined>>, etag: string, lastModified: Date): boolean {
  const noneMatch = headers['if-none-match'];
  if (typeof noneMatch === 'string') {
    return noneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === `"${etag}"`);
  }
  const since = headers['if-modified-since'];
  return typeof since === 'string' && Math.floor(lastModified.getTime() / 1000) * 1000 <= Date.parse(since);
}
