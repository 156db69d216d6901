import { watch, type FSWatcher } from 'node:fs';
import { hasFitsName } from './recognise.js';

/** Every watched directory takes a kernel resource; a tree with more directories is left to the periodic scan. */
const MOST_DIRECTORIES = 4096;

/**
 * Tells that something happened in one of the directories that a scan went through; what it was, the next scan finds out. One plain watch for each
 * directory, because a recursive one watches every single file on Linux. Where watching does not work (network file systems), nothing is told.
 */
export class DirectoryWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private seen = new Set<string>();
  private closed = false;

  constructor(private readonly onChange: () => void) {}

  /** A scan begins: the directories that it `add`s before `end` are those to be watched from then on. */
  begin(): void {
    this.seen = new Set();
  }

  add(path: string): void {
    this.seen.add(path);
    if (this.closed || this.watchers.has(path) || this.watchers.size >= MOST_DIRECTORIES) return;
    try {
      const watcher = watch(path, { persistent: false }, (kind, name) => {
        // Log files and the like are written to all the time; a new name may be a directory.
        if (kind === 'rename' || name === null || hasFitsName(name)) this.onChange();
      });
      watcher.on('error', () => this.drop(path));
      this.watchers.set(path, watcher);
    } catch {
      // no watching here: the periodic scan sees it
    }
  }

  end(): void {
    for (const path of this.watchers.keys()) if (!this.seen.has(path)) this.drop(path);
  }

  close(): void {
    this.closed = true;
    for (const path of this.watchers.keys()) this.drop(path); // a Map may lose entries while it is gone through
  }

  private drop(path: string): void {
    this.watchers.get(path)?.close();
    this.watchers.delete(path);
  }
}
