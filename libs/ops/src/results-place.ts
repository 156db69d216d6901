import type { Stores } from '#storage';

/** A part of the one bucket of an S3 store. */
export interface ResultsPlace {
  readonly store: string;
  /** of every key, with a slash at its end, or '' */
  readonly prefix: string;
}

/** What SODALITE_RESULTS=s3://store/prefix names; undefined for a directory. */
export function resultsPlace(text: string): ResultsPlace | undefined {
  const match = /^s3:\/\/([^/]+)\/*(.*?)\/*$/.exec(text);
  return match ? { store: match[1], prefix: match[2] === '' ? '' : `${match[2]}/` } : undefined;
}

/** Why results cannot go there; undefined when they can. */
export function resultsComplaint(results: string | undefined, { s3 }: Stores): string | undefined {
  const place = results === undefined ? undefined : resultsPlace(results);
  if (place === undefined) return undefined;
  const store = s3.find(({ name }) => name === place.store);
  if (store === undefined) return `SODALITE_RESULTS must name one of 'stores' (s3), got '${place.store}'`;
  if (store.buckets.length !== 1)
    return `SODALITE_RESULTS must name a store with one bucket, got '${place.store}' with ${store.buckets.length}`;
  if (store.credentials === 'anonymous')
    return `SODALITE_RESULTS must name a store with credentials, got '${place.store}', which is anonymous`;
  return undefined;
}
