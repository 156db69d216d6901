import { readFile, readdir, readlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Bytes that a process has read so far, from files and sockets alike. */
export async function bytesRead(pid: number): Promise<number> {
  return Number(/rchar: (\d+)/.exec(await readFile(`/proc/${pid}/io`, 'utf8'))![1]);
}

/** What the file descriptors of a process point to. */
export async function descriptors(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`);
  return Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => 'closed')));
}

/** Waits until a value no longer changes; how long that takes is not judged. */
export async function settled(measure: () => Promise<number>, stillMs = 1000): Promise<number> {
  for (let before = await measure(); ;) {
    await pause(stillMs);
    const now = await measure();
    if (now === before) return now;
    before = now;
  }
}
