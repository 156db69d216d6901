import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const program = join(process.cwd(), 'dist/apps/standalone/src/main.js');
const options = { encoding: 'utf8', env: { PATH: process.env.PATH, SODALITE_DATA: tmpdir() } } as const;

test('who reads the output may stop before its end', () => {
  const command = '{ "$0" "$1" config check; echo "status $?" >&2; } | exec 0<&-';
  expect(spawnSync('sh', ['-c', command, process.execPath, program], options).stderr).toBe('status 0\n');
});

test('an older Node is told by one sentence', () => {
  const older = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', older, program, 'config', 'check'], options);
  expect([status, stderr]).toEqual([1, 'sodalite needs Node 24 or later, and this is Node 20.20.2\n']);
});
