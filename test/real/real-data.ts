import { readdirSync } from 'node:fs';
import { describe } from '@jest/globals';

/** The folder of real files (SODALITE_REAL_DATA), or undefined. */
export const realData = process.env.SODALITE_REAL_DATA || undefined;

/** `describe` when the real files are there; otherwise one line says that they are not. */
export function describeReal(name: string, body: () => void): void {
  if (realData === undefined) process.stdout.write(`${name}: skipped, SODALITE_REAL_DATA names no folder of real files\n`);
  (realData === undefined ? describe.skip : describe)(name, body);
}

export const realFiles = (): string[] => readdirSync(realData as string).filter((name) => /\.(fits|fit|fts)(\.(gz|z|fz))?$/i.test(name));
