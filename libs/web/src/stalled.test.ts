import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { endWhenStalled } from './stalled.js';

// The kernel takes the next bytes only when some megabytes of its buffer are free again: that must happen well within the time.
const IDLE_MS = 3000;
const BYTES = 48 * 1024 * 1024; // far more than the kernel keeps for a connection

/** Asks for them, takes up to `portion` bytes every 10 ms, and says how many came before the end. */
async function takeSlowly(portion: number): Promise<number> {
  const server = createServer((_, raw) => {
    raw.writeHead(200, { 'content-length': BYTES });
    endWhenStalled(raw, IDLE_MS);
    raw.end(Buffer.alloc(BYTES));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const taken = await new Promise<number>((done) => {
    let bytes = 0;
    const ended = new Promise<void>((end) => server.on('connection', (peer) => peer.once('close', () => end())));
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
    socket.pause();
    socket.on('error', () => {});
    const timer = setInterval(() => {
      for (let left = portion; left > 0;) {
        const chunk = socket.read() as Buffer | null;
        if (chunk === null) break;
        bytes += chunk.length;
        left -= chunk.length;
      }
    }, 10);
    socket.once('end', () => (clearInterval(timer), done(bytes)));
    if (portion === 0) void ended.then(() => (clearInterval(timer), socket.destroy(), done(bytes)));
  });
  await new Promise((closed) => server.close(closed));
  return taken;
}

test('a client that takes nothing is let go', async () => {
  expect(await takeSlowly(0)).toBe(0);
});

test('a client that is slow, and takes longer than the time of idleness, gets all', async () => {
  const began = performance.now();
  expect(await takeSlowly(64 * 1024)).toBeGreaterThanOrEqual(BYTES);
  expect(performance.now() - began).toBeGreaterThan(IDLE_MS);
});
