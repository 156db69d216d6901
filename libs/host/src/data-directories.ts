import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { UsageError } from '#faults';
import type { Config } from '#ops';

/**
 * That the directories which the operator named are there: a typing error or a missing mount must not pass for an empty archive.
 * @throws UsageError that names each one that is not a directory
 */
export function assertDirectories({ data, collections, origins }: Config): void {
  const complaints = collections
    .filter(({ root }) => !root.startsWith('s3://'))
    .map(({ root }) => ({ what: `root of a collection`, given: root, path: isAbsolute(root) ? root : resolve(data, root) }))
    .filter(({ path }) => !isDirectory(path));
  if (origins.data !== 'default' && !isDirectory(data)) complaints.unshift({ what: 'SODALITE_DATA', given: data, path: data });
  if (complaints.length === 0) return;
  throw new UsageError(complaints.map(({ what, given }) => `${what} must be a directory that is there, got '${given}'`).join('\n'));
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
