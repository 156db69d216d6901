/**
 * prewarm.js MIB [FILE]: touches that much fresh memory and gives it back, then reads the file into the page cache.
 *
 * On a virtual machine free pages go back to the hypervisor within seconds, and cold page cache is reclaimed; whoever touches memory next
 * then pays up to 2 s per GiB. Run before each measurement, so that it times the program rather than the hypervisor.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(import.meta.url);

/** Warms from outside, in a process that is gone afterwards. */
export function prewarm(mebibytes: number, file?: string): void {
  const { status } = spawnSync(process.execPath, [own, String(mebibytes), ...(file ? [file] : [])], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`prewarming ${mebibytes} MiB ended with ${status}`);
}

if (process.argv[1] === own) {
  const held = Array.from({ length: Number(process.argv[2]) }, () => Buffer.alloc(1024 * 1024, 1));
  if (process.argv[3]) {
    const descriptor = openSync(process.argv[3], 'r');
    const buffer = held[0] ?? Buffer.alloc(1024 * 1024);
    while (readSync(descriptor, buffer) > 0);
    closeSync(descriptor);
  }
}
