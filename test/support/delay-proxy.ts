import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What happens to one answer on its way. */
export interface Mischief {
  /** instead of asking the server */
  readonly answer?: { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };
  /** the connection ends after so many bytes of the body; 0: before the status line */
  readonly cutAfter?: number;
  /** the body stops after so many bytes, the connection stays */
  readonly stallAfter?: number;
  /** put over those of the request that goes to the server; undefined removes */
  readonly requestHeaders?: Record<string, string | undefined>;
  /** put over those of the answer; undefined removes */
  readonly headers?: Record<string, string | undefined>;
  readonly status?: number;
}

export interface ProxyOptions {
  /** from the arrival of a request until it is passed on: the round trip that a distant server would cost */
  readonly delayMs?: number;
  /** in the stead of `delayMs`: requests are held until none has come for so long, and then passed on together; `roundTrips` is then exact on a busy machine too */
  readonly quietMs?: number;
  /** `count` requests have come before this one */
  readonly mischief?: (seen: {
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly count: number;
  }) => Mischief | undefined;
}

export interface DelayProxy {
  readonly url: string;
  /** host:port */
  readonly host: string;
  readonly requests: number;
  /** how many requests had to wait for each other's answers: the longest chain */
  readonly roundTrips: number;
  /** connections that clients have open */
  readonly connections: number;
  readonly underWay: number;
  /** most requests that were under way at the same time */
  readonly together: number;
  /** forgets the counts */
  reset(): void;
  close(): Promise<void>;
}

/** A server that is far away, and not always well: passes GETs on to `upstream`. */
export async function startDelayProxy(upstream: string, { delayMs = 0, quietMs, mischief }: ProxyOptions = {}): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  const counts = { requests: 0, answered: 0, roundTrips: 0, underWay: 0, together: 0 };
  const held: (() => void)[] = [];
  let quiet: NodeJS.Timeout | undefined;
  const hold = (pass: () => void): void => {
    held.push(pass);
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      counts.roundTrips += 1;
      for (const each of held.splice(0)) each();
    }, quietMs);
  };
  const server = createServer((asked, answer) => {
    const depth = counts.answered + 1;
    const todo = mischief?.({ path: asked.url ?? '/', headers: asked.headers, count: counts.requests }) ?? {};
    counts.requests += 1;
    counts.underWay += 1;
    counts.together = Math.max(counts.together, counts.underWay);
    answer.once('close', () => {
      counts.underWay -= 1;
      counts.answered = Math.max(counts.answered, depth);
      if (quietMs === undefined) counts.roundTrips = counts.answered;
    });
    const go = (): void => pass(upstream, asked, answer, todo);
    if (quietMs === undefined) void pause(delayMs).then(go);
    else hold(go);
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    get requests() {
      return counts.requests;
    },
    get roundTrips() {
      return counts.roundTrips;
    },
    get connections() {
      return sockets.size;
    },
    get underWay() {
      return counts.underWay;
    },
    get together() {
      return counts.together;
    },
    reset: () => void Object.assign(counts, { requests: 0, answered: 0, roundTrips: 0, together: 0 }),
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function pass(upstream: string, asked: IncomingMessage, answer: ServerResponse, todo: Mischief): void {
  if (todo.answer) {
    answer.writeHead(todo.answer.status, todo.answer.headers).end(todo.answer.body ?? '');
    return;
  }
  if (todo.cutAfter === 0) {
    answer.socket?.resetAndDestroy();
    return;
  }
  const headers = { ...asked.headers, ...todo.requestHeaders };
  for (const [name, value] of Object.entries(headers)) if (value === undefined) delete headers[name];
  const passed = request(upstream + asked.url, { method: asked.method, headers, agent: false }, (reply) => {
    const told: Record<string, unknown> = { ...reply.headers, connection: 'keep-alive', ...todo.headers };
    for (const [name, value] of Object.entries(told)) if (value === undefined) delete told[name];
    answer.writeHead(todo.status ?? reply.statusCode ?? 502, told as Record<string, string>);
    const stop = todo.cutAfter ?? todo.stallAfter;
    if (stop === undefined) {
      reply.pipe(answer);
      return;
    }
    let sent = 0;
    reply.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, Math.max(0, stop - sent));
      sent += chunk.length;
      if (part.length > 0) answer.write(part);
      if (sent >= stop && todo.cutAfter !== undefined) setImmediate(() => answer.socket?.resetAndDestroy());
    });
  });
  passed.on('error', () => answer.socket?.destroy());
  answer.once('close', () => passed.destroy());
  passed.end();
}
