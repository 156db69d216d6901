import { readFileSync, writeFileSync } from 'node:fs';

/** Resident memory of a process now, and at its highest since `resetPeak`; bytes. */
export const residentBytes = (pid: number): number => field(pid, 'VmRSS');
export const peakBytes = (pid: number): number => field(pid, 'VmHWM');

/** proc(5), clear_refs: 5 sets the peak to what is resident now. */
export const resetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

function field(pid: number, name: string): number {
  const [, kibibytes] = new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kibibytes) * 1024;
}
