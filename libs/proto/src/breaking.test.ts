import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const buf = (...args: string[]) => spawnSync('node_modules/.bin/buf', args, { encoding: 'utf8' });

test('what the last release wrote can be read', () => {
  const { status, stdout, stderr } = buf('breaking', 'proto', '--against', 'proto/baseline.binpb');
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('a field that has gone is noticed', () => {
  const copy = mkdtempSync(join(tmpdir(), 'sodalite-proto-'));
  cpSync('proto', copy, { recursive: true });
  const path = join(copy, 'sodalite/catalog/v1/catalog.proto');
  writeFileSync(path, readFileSync(path, 'utf8').replace('  uint32 count = 1;\n', ''));
  const { status, stdout } = buf('breaking', copy, '--against', 'proto/baseline.binpb');
  rmSync(copy, { recursive: true });
  expect(stdout).toContain('Previously present field "1" with name "count" on message "SampleRequest" was deleted.');
  expect(status).not.toBe(0);
});
