import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '#faults';
import { VERSION, type Collection, type Config } from '#ops';
import { SourceOpener } from '#storage';
import { placeCollections } from './derive/collections.js';
import type { Counts } from './index-store/index-store.js';
import { SCHEMA_VERSION } from './index-store/schema.js';
import { placeOf } from './postgres/place.js';
import { PostgresScan } from './postgres/postgres-scan.js';
import { bucketRoot, isBucketUrl, rootsOf, type BucketRoot, type Root } from './scan/roots.js';
import { scan, type ScanResult } from './scan/scanner.js';

export interface ScanIntoOptions {
  /** `postgres://…` */
  readonly database: string;
  /** Directories and `s3://store/bucket/folder`, instead of SODALITE_DATA; IDs of the first have no prefix. */
  readonly places: readonly string[];
  readonly signal?: AbortSignal;
}

export interface ScanIntoResult extends ScanResult, Counts {
  readonly seconds: number;
}

/** Files that are read at the same time: they may come from far away. */
const PARALLEL = 8;

type ScanConfig = Pick<Config, 'data' | 'state' | 'authority' | 'collections' | 'stores' | 'cache' | 'maxExpanded'>;

/**
 * Brings the index in the database up to what lies in the places, as the embedded catalogue does. What is in the index and lies in none of the places goes.
 * Throws UsageError for places and databases that cannot be, TransientError when the database is away or another scan is at work.
 */
export async function scanInto(config: ScanConfig, { database, places, signal }: ScanIntoOptions): Promise<ScanIntoResult> {
  const { authority, collections, maxExpanded, data, state } = config;
  const started = performance.now();
  const { roots, buckets } = rootsFor(config, places);
  const made = createHash('sha256')
    .update(JSON.stringify([roots, buckets, authority, collections, maxExpanded]))
    .digest('base64');
  const store = await PostgresScan.open(placeOf(database), { authority, rules: `${VERSION} ${SCHEMA_VERSION} ${made}` });
  const opener = new SourceOpener(config.stores, { cacheBytes: config.cache });
  // What was learnt of compressed files is of use to services that share the directory; a scan alone leaves nothing behind.
  const hasState = existsSync(state);
  const directory = hasState ? join(state, 'expanded') : mkdtempSync(join(tmpdir(), 'sodalite-scan-'));
  try {
    const result = await scan(store, {
      roots,
      buckets,
      authority,
      collections: placeCollections(data, collections),
      expanded: { directory, maxBytes: maxExpanded },
      exclude: hasState ? [realpathSync(state)] : [],
      open: (source, options) => opener.open(source, options),
      list: (part, stop) => opener.list(part, stop),
      parallel: PARALLEL,
      signal,
    });
    return { ...result, ...(await store.counts()), seconds: (performance.now() - started) / 1000 };
  } finally {
    await store.close();
    await opener.close();
    if (!hasState) rmSync(directory, { recursive: true, force: true });
  }
}

function rootsFor({ data, collections }: ScanConfig, places: readonly string[]): { roots: Root[]; buckets: BucketRoot[] } {
  const directories = places.filter((place) => !isBucketUrl(place));
  for (const place of directories) {
    if (!statSync(place, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(`DIR must be a directory that is there, got '${place}'`);
  }
  const further = directories.slice(1).map((place) => ({ root: resolve(place) }) as Collection);
  const local = [...collections.filter(({ root }) => !isBucketUrl(root)), ...further];
  const roots = places.length === 0 || directories.length > 0 ? rootsOf(directories[0] ?? data, local) : [];
  const named = places.flatMap((place, i) => (isBucketUrl(place) ? [bucketRoot(place, i === 0 ? '' : undefined)] : []));
  const configured = collections.flatMap(({ root, prefix }) => (isBucketUrl(root) ? [bucketRoot(root, prefix)] : []));
  const buckets = [...named];
  for (const one of configured) if (!named.some((outer) => isWithin(one, outer))) buckets.push(one);
  const prefixes = [...roots, ...buckets].map(({ prefix }) => prefix);
  const twice = prefixes.find((prefix, i) => prefixes.indexOf(prefix) !== i);
  if (twice !== undefined)
    throw new UsageError(`two places would have IDs that begin with '${twice}'; a collection may give its root another prefix:`);
  return { roots, buckets };
}

function isWithin(inner: BucketRoot, outer: BucketRoot): boolean {
  return inner.store === outer.store && inner.bucket === outer.bucket && inner.folder.startsWith(outer.folder);
}
