import { matchesGlob, relative, sep } from 'node:path';
import type { ObsCoreRow } from '#ivoa';
import type { Collection, CollectionRule } from '#ops';
import { collectionRoot, isBelow } from '../scan/roots.js';
import type { Headers } from './headers.js';

/** A collection with its root as it lies on the disk. */
export interface PlacedCollection {
  readonly collection: Collection;
  readonly root: string;
}

export function placeCollections(data: string, collections: readonly Collection[]): PlacedCollection[] {
  return collections.map((collection) => ({ collection, root: collectionRoot(data, collection.root) }));
}

/** The first collection of the list whose root and glob take in the file. */
export function collectionOf(path: string, placed: readonly PlacedCollection[]): Collection | undefined {
  return placed.find(
    ({ root, collection }) => isBelow(path, root) && matchesGlob(relative(root, path).split(sep).join('/'), collection.glob),
  )?.collection;
}

type Columns = { -readonly [C in keyof ObsCoreRow]?: ObsCoreRow[C] };

/** Columns that the collection gives, its rules last: a rule knows the single file, the other entries only the kind. */
export function collectionColumns(
  collection: Collection | undefined,
  key: string,
  headers: Headers,
): { columns: Columns; guesses: string[] } {
  const columns: Columns = {};
  const guesses: string[] = [];
  if (collection === undefined) return { columns, guesses };
  const given: readonly (readonly [keyof ObsCoreRow, string | number | undefined])[] = [
    ['obs_collection', collection.obs_collection],
    ['calib_level', collection.calib_level],
    ['facility_name', collection.facility],
    ['instrument_name', collection.instrument],
    ['data_rights', collection.data_rights],
    ['obs_release_date', collection.release_date],
  ];
  for (const [column, value] of given) if (value !== undefined) Object.assign(columns, { [column]: value });
  for (const rule of collection.rules) {
    const text = textFor(rule, key, headers);
    if (text === undefined) continue;
    const value = READERS[rule.column]?.(text) ?? (rule.column in READERS ? undefined : text);
    if (value === undefined) guesses.push(`${rule.column}: the rule gave '${text}', which the column cannot hold`);
    else Object.assign(columns, { [rule.column]: value });
  }
  return { columns, guesses };
}

function textFor(rule: CollectionRule, key: string, headers: Headers): string | undefined {
  if ('keyword' in rule) return headers.text(...[rule.keyword].flat());
  const captures = new RegExp(rule.path, 'u').exec(key)?.slice(1);
  return captures?.find((capture) => capture !== undefined && capture !== '');
}

/** Columns with a vocabulary or a type; the others take any text. */
const READERS: Partial<Record<CollectionRule['column'], (text: string) => string | number | undefined>> = {
  calib_level: (text) => (/^[0-4]$/.test(text) ? Number(text) : undefined),
  dataproduct_type: (text) =>
    ['image', 'cube', 'spectrum', 'sed', 'timeseries', 'visibility', 'event', 'measurements'].find((type) => type === text.toLowerCase()),
  data_rights: (text) => ['public', 'secure', 'proprietary'].find((rights) => rights === text.toLowerCase()),
  obs_release_date: (text) => /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?(?=Z?$)/.exec(text)?.[0],
};
