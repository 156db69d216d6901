import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get as request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeSparseCube } from '../conformance/support/sparse-cube.js';
import { freePort } from '../support/free-port.js';
import { startProgram, type Program } from '../support/program.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sodalite-stop-'));
  await writeSparseCube(join(root, 'cube.fits'), [512, 512, 256]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const ID = 'ivo://sodalite.local/data?cube.fits';
const start = async (env: Record<string, string>): Promise<Program> => {
  const state = await mkdtemp(join(root, 'state-'));
  const data = join(root);
  return startProgram({
    script: 'standalone/src/main.js',
    args: ['serve'],
    port: await freePort(),
    env: { SODALITE_DATA: data, SODALITE_STATE: state, ...env },
  });
};
const file = ({ url }: Program): string => `${url}/files?${new URLSearchParams({ ID })}`;

/** A download that its client does not read. */
async function begun(program: Program, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const [response] = (await once(request(file(program), { agent: false, headers }), 'response')) as [IncomingMessage];
  response.pause();
  return response;
}

test('told to stop it is not ready any more, answers for a while, and ends when what is under way is done', async () => {
  const program = await start({ SODALITE_STOP_DELAY: '2' });
  const download = await begun(program);
  const ended = program.stop();
  while ((await fetch(`${program.url}/readyz`)).status !== 503) await pause(10);
  expect(await (await fetch(`${program.url}/readyz`)).text()).toBe('stopping\n');
  const answer = await fetch(file(program), { method: 'HEAD' });
  expect(answer.status).toBe(200);
  while (
    await fetch(program.url).then(
      () => true,
      () => false,
    )
  )
    await pause(50);
  let bytes = 0;
  for await (const chunk of download) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(Number(answer.headers.get('content-length')));
  await ended;
  expect(program.said()).toContain('"stopped"');
});

test('a download that takes too long is cut, and goes on elsewhere', async () => {
  const program = await start({ SODALITE_STOP_GRACE: '1' });
  const { headers } = await fetch(file(program), { method: 'HEAD' });
  const [length, etag] = [Number(headers.get('content-length')), headers.get('etag')!];
  const download = await begun(program);
  await program.stop();
  expect(program.said()).toContain('"stopped"');
  let bytes = 0;
  await expect(
    (async () => {
      for await (const chunk of download) bytes += (chunk as Buffer).length;
    })(),
  ).rejects.toThrow();
  expect(bytes).toBeLessThan(length);
  const other = await start({});
  const rest = await begun(other, { range: `bytes=${bytes}-`, 'if-range': etag });
  expect([rest.statusCode, rest.headers['content-range']]).toEqual([206, `bytes ${bytes}-${length - 1}/${length}`]);
  rest.destroy();
  await other.stop();
});

test('a second signal ends it at once', async () => {
  const program = await start({});
  const download = await begun(program);
  const ended = program.stop();
  while (!program.said().includes('a second signal')) await pause(10);
  process.kill(program.pid, 'SIGTERM');
  await ended;
  expect(program.said()).not.toContain('"stopped"');
  download.on('error', () => {});
  download.destroy();
});
