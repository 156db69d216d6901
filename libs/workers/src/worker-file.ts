import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The compiled file that a thread can load, beside the module that asks: threads do not go through what compiles the sources for tests, so from
 * `libs/x/src/a.ts` it is the one below `dist/`.
 * @param from import.meta.url of the module that asks
 * @param relative such as './decode-worker.js'
 */
export function workerFile(from: string, relative: string): string {
  const file = fileURLToPath(new URL(relative, from));
  if (file.includes(`${sep}dist${sep}`)) return file;
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  return file.replace(root, `${root}dist${sep}`);
}
