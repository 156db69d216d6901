import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const IDLE_MS = 50;
/** Connections of a server over which nothing has been asked yet: for Node they are not idle. */
const unused = new WeakMap<Server, Set<Socket>>();

export function watchConnections(server: Server): void {
  const sockets = new Set<Socket>();
  unused.set(server, sockets);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', ({ socket }) => sockets.delete(socket));
}

/**
 * Takes no more connections and comes back when the requests under way are answered.
 * @param graceMs after which those that are not are cut; without it they are not
 */
export async function endServer(app: NestFastifyApplication, graceMs?: number): Promise<void> {
  const server: Server = app.getHttpServer();
  const late = graceMs === undefined ? undefined : setTimeout(() => server.closeAllConnections(), graceMs);
  // One whose answer had begun before is kept by its client for a next request, which is not to come.
  const idle = setInterval(() => closeQuiet(server), IDLE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(late);
  }
}

function closeQuiet(server: Server): void {
  server.closeIdleConnections();
  for (const socket of unused.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy();
}
