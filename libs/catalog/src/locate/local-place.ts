import { realpath } from 'node:fs/promises';
import { TransientError } from '#faults';
import { isBelow } from '../scan/roots.js';
import { codeOf } from '../scan/walk.js';
import type { Place } from './locator-rules.js';

/** Nothing can be said of the file but that it is not there for us. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES', 'EPERM', 'EINVAL']);

/**
 * The place with the real path of a local file; undefined when there is none, or when links lead out of the directory that the rule has written out.
 * Others as they are. Throws TransientError when the file system does not answer.
 */
export async function realPlace(place: Place): Promise<Place | undefined> {
  if (place.source.kind !== 'file') return place;
  try {
    const [path, root] = await Promise.all([realpath(place.source.path), realpath(place.root!)]);
    return isBelow(path, root) ? { ...place, source: { kind: 'file', path } } : undefined;
  } catch (cause) {
    if (ABSENT.has(codeOf(cause))) return undefined;
    throw new TransientError(`${place.name} cannot be looked for at the moment (${codeOf(cause)})`, undefined, { cause });
  }
}
