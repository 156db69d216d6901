import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Config } from '#ops';
import { assertDirectories } from './data-directories.js';

const there = mkdtempSync(join(tmpdir(), 'sodalite-dirs-'));
writeFileSync(join(there, 'file'), '');
afterAll(() => rmSync(there, { recursive: true }));

const config = (data: string, roots: string[] = [], origin = 'environment') =>
  ({ data, collections: roots.map((root) => ({ root })), origins: { data: origin } }) as unknown as Config;

test('what is there is taken, and so is the default that is not', () => {
  expect(() => assertDirectories(config(there, ['.', there]))).not.toThrow();
  expect(() => assertDirectories(config('/no/such', [], 'default'))).not.toThrow();
});

test('each that is missing, or no directory, is named', () => {
  expect(() => assertDirectories(config('/no/such', [there]))).toThrow("SODALITE_DATA must be a directory that is there, got '/no/such'");
  expect(() => assertDirectories(config(join(there, 'file')))).toThrow('SODALITE_DATA must be');
  expect(() => assertDirectories(config(there, ['typo', '/no']))).toThrow(/got 'typo'\nroot of a collection must .* got '\/no'/);
});
