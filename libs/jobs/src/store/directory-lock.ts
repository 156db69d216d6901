import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { UsageError } from '#faults';

/**
 * One process for one directory. The lock is the operating system's (an exclusive SQLite transaction), so that it ends with its process however that
 * ends.
 * @returns a function that gives it back
 * @throws UsageError when another process has it
 */
export function lockDirectory(directory: string): () => void {
  const database = new DatabaseSync(join(directory, 'lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!/locked|busy/i.test(String(cause))) throw cause;
    throw new UsageError(
      'SODALITE_STATE must be a directory of one process, got one whose jobs are in use by another; with several processes use NATS',
      {
        cause,
      },
    );
  }
  return () => database.close();
}
