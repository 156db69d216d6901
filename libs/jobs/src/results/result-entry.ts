/** One result of a job, as its list tells of it. */
export interface ResultEntry {
  /** which of the results of the job, from 0 */
  readonly index: number;
  /** the last segment of its URL */
  readonly id: string;
  readonly status: 'made' | 'empty' | 'failed';
  readonly contentType: string;
  readonly bytes: number;
  /** strong validator */
  readonly etag: string;
  readonly fileName: string;
  /** ms since 1970 */
  readonly at: number;
  /** the object that holds the bytes, and where in it; none of a result that is only a reason */
  readonly place?: { readonly object: string; readonly offset: number };
  /** what is to be said instead of bytes: `Label: sentence` */
  readonly reason?: string;
}

/** Counts of entries by their fate. */
export interface ResultCounts {
  readonly made: number;
  readonly empty: number;
  readonly failed: number;
  readonly bytes: number;
}

export const isResultId = (text: string): boolean => /^[\w.~-]{1,128}$/.test(text) && !/^\.+$/.test(text);

export const encodeEntries = (entries: readonly ResultEntry[]): Buffer =>
  Buffer.from(`${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`);

export const decodeEntries = (bytes: Uint8Array): ResultEntry[] =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ResultEntry);

/** A list of results that belong together, with which indices it holds: `l-<attempt>-<serial>-<least>-<most>`. */
export interface ListName {
  readonly attempt: number;
  readonly least: number;
  readonly most: number;
}

export function listKey(job: string, attempt: number, serial: number, entries: readonly ResultEntry[]): string {
  const indices = entries.map(({ index }) => index);
  return `${job}/l-${padded(attempt)}-${padded(serial)}-${Math.min(...indices)}-${Math.max(...indices)}`;
}

export function parseListKey(key: string): ListName | undefined {
  const match = /\/l-(\d+)-\d+-(\d+)-(\d+)$/.exec(key);
  return match ? { attempt: Number(match[1]), least: Number(match[2]), most: Number(match[3]) } : undefined;
}

/** Keys sort as their numbers do. */
export const padded = (number: number): string => String(number).padStart(8, '0');
