import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, DamagedError, NotFoundError } from '#faults';
import { describeByteSource } from '../test/describe-byte-source.js';
import { fileSource } from './file-source.js';

let folder: string;
let count = 0;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'storage-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(bytes: Uint8Array): string {
  const path = join(folder, `${count++}.fits`);
  writeFileSync(path, bytes);
  return path;
}

describeByteSource('fileSource', (bytes, name) => fileSource(file(bytes), { name }));

test('goes by its base name, and knows when it was changed', async () => {
  const path = file(new Uint8Array(3));
  utimesSync(path, 1, 1_000_000_000.5);
  const source = await fileSource(path);
  expect(source).toMatchObject({ name: `${count - 1}.fits`, size: 3, lastModified: new Date(1_000_000_000_500) });
  await source.close();
});

test('bytes of the same length, written later, have another etag', async () => {
  const path = file(new Uint8Array(3));
  const before = await fileSource(path);
  const { mtimeMs } = statSync(path);
  writeFileSync(path, Uint8Array.of(1, 2, 3));
  utimesSync(path, 1, mtimeMs / 1000 + 0.001);
  const after = await fileSource(path);
  expect(after.etag).not.toBe(before.etag);
  await Promise.all([before.close(), after.close()]);
});

test('a file that shrinks while it is read is damaged, with the place where it ended', async () => {
  const path = file(new Uint8Array(10_000));
  const source = await fileSource(path, { name: 'short.fits' });
  truncateSync(path, 4000);
  const reading = source.read({ offset: 1000, length: 9000 });
  await expect(reading).rejects.toBeInstanceOf(DamagedError);
  await expect(reading).rejects.toMatchObject({ site: { file: 'short.fits', offset: 4000 } });
  expect(await source.read({ offset: 1000, length: 3000 })).toHaveLength(3000);
  await source.close();
});

test('reads ranges longer than one step of the kernel', async () => {
  const bytes = Uint8Array.from({ length: 9 * 1024 * 1024 + 5 }, (_, i) => i >> 12);
  const source = await fileSource(file(bytes));
  const got = await source.read({ offset: 3, length: bytes.length - 3 });
  expect(Buffer.compare(got, bytes.subarray(3))).toBe(0);
  await source.close();
});

test('an abort in the middle of a long read ends it before the rest is read', async () => {
  const source = await fileSource(file(new Uint8Array(32 * 1024 * 1024).fill(7)));
  const into = new Uint8Array(source.size);
  const aborter = new AbortController();
  const reading = source.read({ offset: 0, length: source.size }, { into, signal: aborter.signal });
  aborter.abort();
  await expect(reading).rejects.toBeInstanceOf(CancelledError);
  expect(into[into.length - 1]).toBe(0);
  await source.close();
});

test('an abort before opening', async () => {
  await expect(fileSource(file(new Uint8Array(1)), { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
});

test('what is no regular file is not found, a FIFO without waiting for its writer; the message has no path', async () => {
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  mkdirSync(join(folder, 'directory'));
  for (const name of ['fifo', 'directory', 'missing', '0.fits/below']) {
    const opening = fileSource(join(folder, name), { name });
    await expect(opening).rejects.toBeInstanceOf(NotFoundError);
    await expect(opening).rejects.toThrow(new RegExp(`^${name} `));
  }
});

test('leaves no file open', async () => {
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  const source = await fileSource(file(new Uint8Array(10)));
  expect(open()).toBe(before + 1);
  await source.close();
  await fileSource(folder).catch(() => undefined);
  expect(open()).toBe(before);
});

test('a file that may not be read', async () => {
  const path = file(new Uint8Array(1));
  chmodSync(path, 0);
  const privileged = process.getuid?.() === 0; // root reads everything
  const outcome = await fileSource(path).then(
    async (source) => source.close().then(() => 'open'),
    (error: { fault: string }) => error.fault,
  );
  expect(outcome).toBe(privileged ? 'open' : 'forbidden');
});
