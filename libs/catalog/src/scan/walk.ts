import { lstatSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { SourceDescription } from '#storage';
import { hasFitsName } from './recognise.js';
import { isBelow, keyIn, type Root } from './roots.js';

/** A file with the name of a FITS file; `stamp` changes when its bytes do. */
export interface FoundFile {
  readonly key: string;
  /** A path is without symbolic links, below a root: whoever opens it need not follow any, and where one has come since, it leads elsewhere. */
  readonly source: SourceDescription;
  /** Where it was found: below its root by the names that links have. */
  readonly place: string;
  /** For a file that lies in no folder. */
  readonly collectionName: string;
  /** inode, size and modification time in nanoseconds; where links led to it. */
  readonly stamp: string;
}

/**
 * Something that cannot be a dataset, and why. When it `mayPass`, nothing has been learnt about the file or, of a directory, about what lies below:
 * neither that it is there nor that it has gone.
 */
export interface FoundProblem {
  readonly key: string;
  readonly reason: string;
  readonly mayPass?: boolean;
}

export interface WalkOptions {
  /** Directories that hold no data although they may lie below a root (the state directory). */
  readonly exclude?: readonly string[];
  /** Called with each directory that is entered, for watching. */
  readonly onDirectory?: (path: string) => void;
}

/** These say that there is nothing, or nothing that can ever be read; after any other the next look may go well. */
const VERDICTS = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);
const DEEPEST = 64;
const BREATH = 256;

/**
 * Every FITS-named file below the roots, depth first in name order. Names that begin with a dot are skipped (.snapshot, .git, ._x). A symbolic
 * link is followed when it ends below one of the roots. Directory calls are synchronous, for speed; the event loop gets its turn between them.
 */
export async function* walk(roots: readonly Root[], options: WalkOptions = {}): AsyncGenerator<FoundFile | FoundProblem> {
  // A root that was missing at the start may have come as a link.
  const tops = roots.map(({ path }) => real(path));
  const context = { tops, exclude: options.exclude ?? [], onDirectory: options.onDirectory ?? (() => {}), seen: 0 };
  for (const [i, root] of roots.entries()) yield* walkDirectory(root, root.path, [tops[i]], context);
}

interface Context {
  /** The roots without symbolic links. */
  readonly tops: readonly string[];
  readonly exclude: readonly string[];
  readonly onDirectory: (path: string) => void;
  seen: number;
}

async function* walkDirectory(
  root: Root,
  directory: string,
  trail: readonly string[],
  context: Context,
): AsyncGenerator<FoundFile | FoundProblem> {
  if (context.exclude.some((excluded) => trail.at(-1) === excluded)) return;
  context.onDirectory(directory);
  let entries: Dirent[];
  try {
    entries = readdirSync(trail.at(-1)!, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const trouble = problem(keyIn(root, directory), 'the directory cannot be read', error);
    // A directory of the data may go; the data directory itself has been unmounted rather than emptied, and will come back.
    if (directory === root.path) yield { ...trouble, mayPass: true };
    else if (codeOf(error) !== 'ENOENT') yield trouble;
    return;
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (++context.seen % BREATH === 0) await breathe();
    const path = join(directory, entry.name);
    const found = entry.isSymbolicLink()
      ? follow(root, path, context.tops)
      : { target: join(trail.at(-1)!, entry.name), isDirectory: entry.isDirectory() };
    if (found === undefined) continue;
    if ('reason' in found) yield found;
    else if (!found.isDirectory) {
      if (hasFitsName(entry.name)) yield examine(root, path, found.target);
    } else if (trail.includes(found.target)) {
      yield { key: keyIn(root, path), reason: 'is a symbolic link to a directory that holds it' };
    } else if (trail.length >= DEEPEST) {
      yield { key: keyIn(root, path), reason: `lies deeper than ${DEEPEST} directories` };
    } else yield* walkDirectory(root, path, [...trail, found.target], context);
  }
}

/** Where a link leads; a problem is worth telling only when the link looks like a dataset or a directory of them. */
function follow(root: Root, path: string, tops: readonly string[]): { target: string; isDirectory: boolean } | FoundProblem | undefined {
  const key = keyIn(root, path);
  try {
    const target = realpathSync(path);
    const isDirectory = statSync(target).isDirectory();
    if (!isDirectory && !hasFitsName(path)) return undefined;
    if (tops.some((top) => isBelow(target, top))) return { target, isDirectory };
    return { key, reason: 'is a symbolic link that leaves the data directories' };
  } catch (error) {
    if (!VERDICTS.has(codeOf(error))) return problem(key, 'is a symbolic link that cannot be followed', error);
    return hasFitsName(path) ? problem(key, 'is a symbolic link that leads nowhere', error) : undefined;
  }
}

function examine(root: Root, place: string, path: string): FoundFile | FoundProblem {
  const key = keyIn(root, place);
  // Node puts U+FFFD for bytes that are no UTF-8; such a name cannot be opened again, nor be written in an ID.
  if ((key + path).includes('\uFFFD')) return { key, reason: 'has a name that is not UTF-8' };
  try {
    const stat = lstatSync(path, { bigint: true });
    // A pipe or a device would block whoever opens it.
    if (!stat.isFile()) return { key, reason: 'is not a regular file' };
    const way = path === place ? '' : `:${path}`;
    const stamp = `${stat.ino}:${stat.size}:${stat.mtimeNs}${way}`;
    return { key, source: { kind: 'file', path }, place, collectionName: basename(root.path) || 'data', stamp };
  } catch (error) {
    return problem(key, 'cannot be examined', error);
  }
}

function problem(key: string, what: string, error: unknown): FoundProblem {
  const code = codeOf(error);
  return { key, reason: `${what} (${code})`, mayPass: !VERDICTS.has(code) };
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? 'unknown error';
}
