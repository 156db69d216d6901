import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.js';

export interface ServeOptions {
  /** directory of FITS files */
  readonly data: string;
  /** where the index is kept; a temporary one, removed afterwards, without */
  readonly state?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, import.meta.dirname.includes('/dist/') ? '../../..' : '../..');

/** Starts the built program as a user would, on a free port of the loopback address, and waits until it is ready. */
export async function startServer({ data, state, env = {} }: ServeOptions): Promise<RunningServer> {
  const temporary = state === undefined ? await mkdtemp(join(tmpdir(), 'sodalite-state-')) : undefined;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const said: string[] = [];
  const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'dist/apps/standalone/src/main.js'), 'serve'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      HOST: '127.0.0.1',
      SODALITE_DATA: data,
      SODALITE_STATE: state ?? temporary,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    if (temporary) await rm(temporary, { recursive: true, force: true });
  };
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      await close();
      throw new Error(`the server ended before it was ready:\n${said.join('')}`);
    }
    await new Promise((next) => setTimeout(next, 50));
  }
  return { url, pid: child.pid!, close };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).status === 200;
  } catch {
    return false;
  }
}
