import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './free-port.js';

export interface Postgres {
  readonly port: number;
  /** Of a role that may do everything, without a password. */
  readonly url: string;
  /** The same server for another role or database. */
  urlOf(role: string, database?: string): string;
  /** As the superuser. */
  sql(text: string): Promise<Record<string, unknown>[]>;
  start(): Promise<void>;
  /** SIGQUIT, at once, unless it is told otherwise; comes back when it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** SIGSTOP or SIGCONT for the server and all its processes. */
  signalAll(signal: 'SIGSTOP' | 'SIGCONT'): void;
  close(): Promise<void>;
}

const SUPERUSER = 'sodalite_test';
/** A role of this name, once it is made, needs its password. */
export const LOCKED = 'locked';

/** Debian's PostgreSQL, a cluster of its own on a port of the loopback. */
export async function startPostgres(): Promise<Postgres> {
  const directory = mkdtempSync(join(tmpdir(), 'sodalite-postgres-'));
  const user = unprivileged();
  if (user) chownSync(directory, user.uid, user.gid);
  const data = join(directory, 'data');
  const made = spawnSync(
    program('initdb'),
    ['-D', data, '-U', SUPERUSER, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...user, encoding: 'utf8', cwd: directory },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const rules = join(data, 'pg_hba.conf');
  writeFileSync(rules, `host all ${LOCKED} 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  const port = await freePort();
  const urlOf = (role: string, database = 'postgres'): string => `postgres://${role}@127.0.0.1:${port}/${database}`;
  const url = urlOf(SUPERUSER);
  let child: ChildProcess | undefined;
  const ended = (): boolean => !child || child.exitCode !== null || child.signalCode !== null;
  const server: Postgres = {
    port,
    url,
    urlOf,
    sql: async (text) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        const { rows } = await client.query<Record<string, unknown>>(text);
        return rows;
      } finally {
        await client.end();
      }
    },
    start: async () => {
      const said: string[] = [];
      const settings = [
        'listen_addresses=127.0.0.1',
        `port=${port}`,
        `unix_socket_directories=${directory}`,
        'fsync=off',
        'shared_buffers=64MB',
      ];
      child = spawn(program('postgres'), ['-D', data, ...settings.flatMap((each) => ['-c', each])], {
        ...user,
        cwd: directory,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child.stderr!.on('data', (text: Buffer) => said.length < 200 && said.push(text.toString()));
      while (!(await server.sql('SELECT 1').catch(() => undefined))) {
        if (ended()) throw new Error(`postgres ended: ${said.join('')}`);
        await pause(20);
      }
    },
    kill: async (signal = 'SIGQUIT') => {
      if (ended()) return;
      const gone = once(child!, 'exit');
      child!.kill(signal);
      await gone;
    },
    signalAll: (signal) => {
      // Those that it has started, one for each connection, are its children, and each is a group of its own.
      const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(child!.pid)], { encoding: 'utf8' });
      for (const pid of [child!.pid!, ...stdout.trim().split(/\s+/).map(Number)]) process.kill(pid, signal);
    },
    close: async () => {
      await server.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** PostgreSQL does not run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number => Number(spawnSync('id', [option, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** Debian has the programs of the server in a directory of their version. */
function program(name: string): string {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? name : `/usr/lib/postgresql/${newest}/bin/${name}`;
}
