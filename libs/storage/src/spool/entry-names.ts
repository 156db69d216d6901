import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What is not complete. */
export const PART = '.part';

/** The length is part of the name: a file that a crash of the machine left shorter is found out. */
export function nameOf(hash: string, bytes: number): string {
  return `${hash}-${bytes}`;
}

/** The complete files of a spool's directory, the one used longest ago first. What is left of incomplete ones is removed. */
export async function entriesOf(directory: string): Promise<{ hash: string; path: string; bytes: number }[]> {
  const entries: { hash: string; path: string; bytes: number; mtimeMs: number }[] = [];
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const [hash, length] = name.split('-');
    const about = await stat(path).catch(() => undefined);
    if (!about?.isFile()) continue;
    if (/^[0-9a-f]{64}-\d+$/.test(name) && about.size === Number(length))
      entries.push({ hash, path, bytes: about.size, mtimeMs: about.mtimeMs });
    else if (/^[0-9a-f]{64}-/.test(name)) await rm(path, { force: true });
  }
  return entries.sort((a, b) => a.mtimeMs - b.mtimeMs);
}
