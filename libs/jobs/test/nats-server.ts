import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../test/support/free-port.js';

export interface NatsNode {
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Debian's nats-server with JetStream, alone or as a cluster on the loopback. */
export async function startNats(
  count = 1,
): Promise<{ readonly nodes: readonly NatsNode[]; readonly urls: string[]; close(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'sodalite-nats-'));
  const ports = await Promise.all(Array.from({ length: 2 * count }, () => freePort()));
  const routes = ports.slice(count).map((port) => `nats://127.0.0.1:${port}`);
  const nodes = ports.slice(0, count).map((port, i) => {
    const cluster =
      count === 1
        ? ''
        : `cluster { name: c, listen: "127.0.0.1:${ports[count + i]}", routes: [${routes.map((r) => `"${r}"`).join(', ')}] }`;
    const file = join(directory, `n${i}.conf`);
    writeFileSync(file, `server_name: n${i}\nlisten: "127.0.0.1:${port}"\njetstream { store_dir: "${directory}/n${i}" }\n${cluster}\n`);
    return node(port, file);
  });
  await Promise.all(nodes.map((each) => each.start()));
  return {
    nodes,
    urls: nodes.map(({ url }) => url),
    close: async () => {
      for (const each of nodes) await each.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function node(port: number, file: string): NatsNode {
  let child: ChildProcess | undefined;
  return {
    url: `nats://127.0.0.1:${port}`,
    start: async () => {
      child = spawn('nats-server', ['-c', file], { stdio: 'ignore' });
      while (!(await answers(port))) await pause(20);
    },
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = dial(port, '127.0.0.1');
  return await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)])
    .catch(() => false)
    .finally(() => socket.destroy());
}
