import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UsageError } from '#faults';

/**
 * One process for one index. The lock is the operating system's (an exclusive SQLite transaction on the file `lock`), so that it ends with its
 * process however that ends, and a process number that is used again cannot hold it; `lock.owner` only tells people who has it.
 */
export class IndexLock {
  private constructor(
    private readonly database: DatabaseSync,
    private readonly ownerFile: string,
  ) {}

  /** Throws UsageError when another process has it. */
  static acquire(directory: string): IndexLock {
    const ownerFile = join(directory, 'lock.owner');
    const database = new DatabaseSync(join(directory, 'lock'), { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (!/locked|busy/i.test(String(error))) throw error;
      throw new UsageError(
        `SODALITE_STATE must be a directory of one's own, got one whose catalogue index is in use by ${owner(ownerFile)}; ` +
          'stop that one, or give this Sodalite another SODALITE_STATE',
        { cause: error },
      );
    }
    writeFileSync(ownerFile, `${process.pid}\n`);
    return new IndexLock(database, ownerFile);
  }

  release(): void {
    rmSync(this.ownerFile, { force: true });
    this.database.close();
  }
}

function owner(file: string): string {
  try {
    return `process ${readFileSync(file, 'utf8').trim()}`;
  } catch {
    return 'another process';
  }
}
