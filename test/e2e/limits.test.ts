import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';
import { formData } from '../support/form-data.js';
import { startServer, type RunningServer } from '../support/serve.js';

const CUBE = 'ivo://sodalite.local/data?demo/disc_hi.fits';

let data: string;
let server: RunningServer;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sodalite-data-'));
  await writeDemoCollection(data);
  server = await startServer({ data });
});
afterAll(async () => {
  await server?.close();
  await rm(data, { recursive: true, force: true });
});

const url = (path: string, query: Record<string, string>) => `${server.url}${path}?${new URLSearchParams(query)}`;

describe('who wants too much', () => {
  const tooLong = 'x'.repeat(5 * 1024 * 1024);

  test.each<[string, () => RequestInit]>([
    ['a form', () => ({ method: 'POST', body: new URLSearchParams({ ID: tooLong }) })],
    ['a multipart form', () => ({ method: 'POST', body: formData({ ID: tooLong }) })],
  ])('%s that is too long is refused before it is held', async (_, init) => {
    try {
      const response = await fetch(`${server.url}/soda/sync`, init());
      expect([response.status, await response.text()]).toEqual([413, 'UsageError: the body is longer than 4194304 bytes\n']);
    } catch (error) {
      // The server closes the connection while the client still writes; some of its answers arrive no more.
      expect(String((error as Error).cause)).toMatch(/ECONNRESET|EPIPE|other side closed|UND_ERR_SOCKET/);
    }
    expect((await fetch(url('/soda/sync', { ID: CUBE, CHANNEL: '1 2' }), { method: 'HEAD' })).status).toBe(200);
  });

  test('a body in chunks that does not end is refused as well, and the connection is closed', async () => {
    const field = `--b\r\nContent-Disposition: form-data; name="ID"\r\n\r\n${'x'.repeat(100_000)}\r\n`;
    const heard = await new Promise<string>((closed) => {
      let text = '';
      let error = '';
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write(
          'POST /soda/sync HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n',
        );
        send();
      });
      const send = (): void => {
        if (socket.destroyed) return;
        const more = socket.write(`${field.length.toString(16)}\r\n${field}\r\n`);
        if (more) setImmediate(send);
        else socket.once('drain', send);
      };
      socket.setEncoding('utf8').on('data', (part: string) => (text += part));
      // The server ends it; bytes that are on their way to it may make its answer arrive no more.
      socket.on('error', ({ code }: NodeJS.ErrnoException) => (error = code ?? ''));
      socket.once('close', () => closed(text || error));
    });
    expect(heard).toMatch(
      /^HTTP\/1.1 413 .*connection: close.*UsageError: the body is longer than 4194304 bytes\n$|^ECONNRESET$|^EPIPE$/is,
    );
  });

  test('requests in a row on one connection that ends leave no file open', async () => {
    const name = join(data, 'passing.fits');
    await writeFile(name, await readFile(join(data, 'demo/disc_hi.fits')));
    const id = 'ivo://sodalite.local/data?passing.fits';
    while ((await fetch(url('/files', { ID: id }), { method: 'HEAD' })).status !== 200) await pause();
    for (let i = 0; i < 4; i++) {
      await new Promise<void>((gone) => {
        const request = `GET /files?${new URLSearchParams({ ID: id })} HTTP/1.1\r\nHost: x\r\n\r\n`;
        const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(request.repeat(6)));
        socket.once('data', () => socket.destroy());
        socket.once('close', () => gone());
      });
    }
    await rm(name);
    const isOpen = async () => (await openFilesOf(server.pid)).some((file) => file.startsWith(name));
    while (await isOpen()) {
      await (await fetch(url('/files', { ID: id }))).arrayBuffer();
      await pause();
    }
    expect(await isOpen()).toBe(false);
  });

  test('a URL that is too long is told to come by POST', async () => {
    const answer = await new Promise<string>((done) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
        socket.write(`GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`),
      );
      socket.setEncoding('utf8').once('data', (text: string) => done(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 431 .*use POST\n$/s);
  });
});

const pause = () => new Promise((next) => setTimeout(next, 50));

/** What /proc says that a process has open. */
async function openFilesOf(pid: number): Promise<string[]> {
  const directory = `/proc/${pid}/fd`;
  return Promise.all((await readdir(directory)).map((fd) => readlink(join(directory, fd)).catch(() => '')));
}
