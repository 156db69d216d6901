import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The top folder of the repository, for sources and for what was built of them. */
export const root = resolve(import.meta.dirname, import.meta.dirname.includes('/dist/') ? '../../..' : '../..');

export interface ProgramOptions {
  /** below dist/apps */
  readonly script: string;
  readonly args?: readonly string[];
  readonly port: number;
  /** nothing but PATH besides */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A built program of ours, running as a process of its own. */
export interface Program {
  readonly url: string;
  readonly pid: number;
  /** what it has printed, on either stream */
  said(): string;
  /** @throws Error with what it said, when it ends before it is ready */
  ready(): Promise<void>;
  /** comes back when it has ended */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts it on a port of the loopback address and waits until it says that it is ready. @throws Error with what it said, when it ends before */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const program = spawnProgram(options);
  await program.ready();
  return program;
}

/** Starts it and does not wait. */
export function spawnProgram({ script, args = [], port, env }: ProgramOptions): Program {
  const said: string[] = [];
  const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'dist/apps', script), ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => stopped(child, ended, signal);
  const url = `http://127.0.0.1:${port}`;
  const ready = async (): Promise<void> => {
    while (!(await isReady(url))) {
      if (ended()) throw new Error(`${script} ended before it was ready:\n${said.join('')}`);
      await pause(50);
    }
  };
  return { url, pid: child.pid!, said: () => said.join(''), ready, stop };
}

async function stopped(child: ChildProcess, ended: () => boolean, signal: NodeJS.Signals): Promise<void> {
  if (ended()) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).status === 200;
  } catch {
    return false;
  }
}
