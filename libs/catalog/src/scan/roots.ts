import { existsSync, realpathSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '#faults';
import type { Collection } from '#ops';

/** A directory that is scanned. Keys of its files begin with `prefix` (empty for SODALITE_DATA itself). */
export interface Root {
  readonly path: string;
  readonly prefix: string;
}

/** A part of an object store that is scanned: the objects whose keys begin with `folder`, which is empty or ends in '/'. */
export interface BucketRoot {
  readonly store: string;
  readonly bucket: string;
  readonly folder: string;
  /** as a `Root` has it */
  readonly prefix: string;
}

/**
 * SODALITE_DATA, and each root of a collection that does not lie below another one. A root that is missing now may appear later: it is scanned
 * when it is there. Two roots with one prefix would make one ID for two files: UsageError.
 */
export function rootsOf(data: string, collections: readonly Collection[]): Root[] {
  const first: Root = { path: real(resolve(data)), prefix: '' };
  const roots = [first];
  for (const { root, prefix } of collections) {
    if (isBucketUrl(root))
      throw new UsageError(
        `root of a collection must be a directory for this catalogue, got '${root}'; sodalite scan --into takes buckets`,
      );
    const path = collectionRoot(data, root);
    if (roots.some((known) => isBelow(path, known.path))) continue;
    const name = prefix ?? basename(path);
    const rival = roots.find((known) => known.prefix === name);
    if (rival !== undefined)
      throw new UsageError(`prefix of the collections must differ, got '${name}' for two roots; expected a prefix: of its own for ${root}`);
    roots.push({ path, prefix: name });
  }
  // A collection may come later that holds an earlier one: the inner root is then part of the outer.
  return roots.filter((root) => !roots.some((outer) => outer !== root && isBelow(root.path, outer.path)));
}

/** Where the root of a collection lies: relative names start from SODALITE_DATA. */
export function collectionRoot(data: string, root: string): string {
  if (isBucketUrl(root)) return root.replace(/\/+$/, '');
  return real(isAbsolute(root) ? root : resolve(data, root));
}

export function isBucketUrl(place: string): boolean {
  return place.startsWith('s3://');
}

/** `s3://store/bucket` or `s3://store/bucket/folder`; keys begin with `prefix`, or with the last part of the name. UsageError for anything else. */
export function bucketRoot(url: string, prefix?: string): BucketRoot {
  const [, store, bucket, rest = ''] = /^s3:\/\/([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(url) ?? [];
  if (bucket === undefined)
    throw new UsageError(`a place in a bucket must be given as s3://store/bucket or s3://store/bucket/folder, got '${url}'`);
  const folder = rest.replace(/\/*$/, rest === '' ? '' : '/');
  return { store, bucket, folder, prefix: prefix ?? folder.split('/').at(-2) ?? bucket };
}

/** Whether `path` is `directory` or lies in it; both absolute, links resolved. */
export function isBelow(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** Key of a file or directory of that root: '/' between the parts whatever the system uses; '.' is SODALITE_DATA itself. */
export function keyIn(root: Root, path: string): string {
  return join(root.prefix, relative(root.path, path)).split(sep).join('/');
}

function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
