import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a foreign program to its end; a failure is an outcome, not an exception. */
export function run(command: string, args: readonly string[], input = ''): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'pipe' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }));
    child.stdin.on('error', () => {}); // a program that reads nothing has closed its end
    child.stdin.end(input);
  });
}

/** One of the scripts in ../python under the system's Python, which has astropy and pyVO; JSON in, JSON out. */
export async function python<T>(script: string, input: unknown): Promise<T> {
  const { code, out, err } = await run('/usr/bin/python3', [join(import.meta.dirname, '../python', script)], JSON.stringify(input));
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${err.slice(-2000)}`);
  return JSON.parse(out) as T;
}
