import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { freePort } from './free-port.js';

export interface NatsNode {
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** SIGKILL unless it is told otherwise; comes back when it has ended. SIGUSR2, lame duck, is not waited for. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface NatsServers {
  readonly nodes: readonly NatsNode[];
  readonly urls: string[];
  /** of the first node */
  readonly url: string;
  /** below it everything is deleted at the end */
  readonly directory: string;
  close(): Promise<void>;
}

export interface NatsServersOptions {
  /** More than one is a cluster. */
  readonly count?: number;
  readonly jetstream?: boolean;
  /** More of the configuration, of every node; given the directory, for files that it names. */
  readonly config?: (directory: string) => string;
}

/** Debian's nats-server, alone or as a cluster, on ports of the loopback. */
export async function startNats({ count = 1, jetstream = false, config = () => '' }: NatsServersOptions = {}): Promise<NatsServers> {
  const directory = mkdtempSync(join(tmpdir(), 'sodalite-nats-'));
  const ports = await Promise.all(Array.from({ length: 2 * count }, () => freePort()));
  const routes = ports.slice(count).map((port) => `"nats://127.0.0.1:${port}"`);
  const more = config(directory);
  const nodes = ports.slice(0, count).map((port, i) => {
    const file = join(directory, `n${i}.conf`);
    const lines = [`server_name: n${i}`, `listen: "127.0.0.1:${port}"`, more];
    if (jetstream) lines.push(`jetstream { store_dir: "${directory}/n${i}" }`);
    if (count > 1) lines.push(`cluster { name: c, listen: "127.0.0.1:${ports[count + i]}", routes: [${routes.join(', ')}] }`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return node(port, file);
  });
  await Promise.all(nodes.map((each) => each.start()));
  const urls = nodes.map(({ url }) => url);
  if (jetstream && !more.includes('authorization') && !more.includes('operator')) await streamsReady(urls);
  return {
    nodes,
    urls,
    url: urls[0],
    directory,
    close: async () => {
      for (const each of nodes) await each.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function node(port: number, file: string): NatsNode {
  let child: ChildProcess | undefined;
  const ended = (): boolean => !child || child.exitCode !== null || child.signalCode !== null;
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    start: async () => {
      const said: string[] = [];
      // Debian has it in /usr/sbin, which is not on every path.
      const PATH = `${process.env.PATH}:/usr/sbin`;
      child = spawn('nats-server', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PATH } });
      child.stderr!.on('data', (text: Buffer) => said.length < 200 && said.push(text.toString()));
      while (!(await answers(port))) {
        if (ended()) throw new Error(`nats-server ended: ${said.join('')}`);
        await pause(10);
      }
    },
    kill: async (signal = 'SIGKILL') => {
      if (ended()) return;
      const gone = once(child!, 'exit');
      child!.kill(signal);
      if (signal !== 'SIGUSR2') await gone;
    },
  };
}

/** A cluster has to choose its leader first. */
async function streamsReady(servers: string[]): Promise<void> {
  const connection = await connect({ servers });
  for (;;) {
    const said = await connection.request('$JS.API.INFO', '', { timeout: 500 }).catch(() => undefined);
    if (said && !('error' in said.json<object>())) break;
    await pause(50);
  }
  await connection.close();
}

async function answers(port: number): Promise<boolean> {
  const socket = dial(port, '127.0.0.1');
  return await Promise.race([once(socket, 'data').then(() => true), once(socket, 'error').then(() => false)])
    .catch(() => false)
    .finally(() => socket.destroy());
}
