import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The bytes of a file, through gzip where its name says so (which also reads .Z). */
export function uncompressed(path: string): Uint8Array {
  return /\.(gz|Z)$/.test(path) ? execFileSync('gzip', ['-dc', path], { maxBuffer: 2 ** 28 }) : readFileSync(path);
}

/** First values of the cards of a header: as much of FITS as the tests need, since this library does not know libs/fits. */
export function headerValues(bytes: Uint8Array): Record<string, string | number | boolean> {
  const values: Record<string, string | number | boolean> = {};
  const text = Buffer.from(bytes).toString('latin1');
  for (let at = 0; at < text.length; at += 80) {
    const match = /^([A-Z0-9_-]{1,8}) *= *(?:'((?:[^']|'')*)'|([TF])|([-+.\dEDed]+)) *(?:\/|$)/.exec(text.slice(at, at + 80));
    if (!match || Object.hasOwn(values, match[1])) continue;
    const [, keyword, quoted, logical, number] = match;
    values[keyword] = quoted !== undefined ? quoted.trimEnd() : logical ? logical === 'T' : Number(number.replace(/[dD]/, 'e'));
  }
  return values;
}
