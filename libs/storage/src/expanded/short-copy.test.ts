import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../../../..');
const directory = mkdtempSync(join(tmpdir(), 'sodalite-short-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Expands a file in a process that may write so many blocks of 1024 bytes into one file, and says how it went. */
function expandWithin(blocks: string): string {
  const program = `
    process.on('SIGXFSZ', () => {});
    const { expanded, fileSource } = await import('${root}/dist/libs/storage/src/index.js');
    const { closeWorkers } = await import('${root}/dist/libs/workers/src/index.js');
    const raw = await fileSource('${root}/libs/storage/test/fixtures/plain16.Z');
    await expanded(raw, 'compress', { directory: '${directory}', maxBytes: 1e9 }).then(
      async (inside) => (console.log(inside.size), inside.close()),
      (error) => console.log(error.name),
    );
    await closeWorkers();`;
  const command = `ulimit -f ${blocks}; exec "$0" --input-type=module -e "$1"`;
  return spawnSync('bash', ['-c', command, process.execPath, program], { encoding: 'utf8' }).stdout.trim();
}

test('a copy that a full disk left short is not kept', () => {
  expect(expandWithin('8')).toBe('TransientError');
  expect(expandWithin('unlimited')).toBe('30000');
});
