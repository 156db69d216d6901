import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FitsFile, type ByteSource, type Header } from '../src/index.js';
import { bytesSource, golden, typed } from './fixtures.js';

/** kind, header offset, data offset, data length, cards, digest of values, keywords that astropy cannot read. */
type GoldenHdu = [string, number, number, number, number, string, string[]];
const files = golden<Record<string, { sha256: string; hdus: GoldenHdu[] }>>('real.json');
const folder = process.env.SODALITE_REAL_DATA;
// LZW of Unix compress: expanding it is not the business of this lib.
const readable = Object.keys(files).filter((name) => !name.endsWith('.Z'));

if (folder === undefined) process.stderr.write('SODALITE_REAL_DATA is not set: the real files are not read\n');

test('the golden covers all real files', () => expect(Object.keys(files)).toHaveLength(86));

(folder === undefined ? describe.skip : describe)('real files against astropy', () => {
  test.each(readable)('%s', async (name) => {
    const { sha256, hdus } = files[name];
    const stored = readFileSync(join(folder!, name));
    expect(hash(stored)).toBe(sha256);
    const { hdus: got } = await FitsFile.open(sourceOf(stored, name));
    expect(
      got.map(({ kind, headerOffset, dataOffset, dataLength, header }, i) => [
        kind,
        headerOffset,
        dataOffset,
        dataLength,
        header.length,
        digest(header, hdus[i]?.[6] ?? []),
        hdus[i]?.[6],
      ]),
    ).toEqual(hdus);
  });

  test.each(readable)('%s: an untouched header is written back byte for byte', async (name) => {
    const source = sourceOf(readFileSync(join(folder!, name)), name);
    const { hdus } = await FitsFile.open(source);
    for (const { header, headerOffset } of hdus) {
      const original = await source.read({ offset: headerOffset, length: header.byteLength });
      expect(Buffer.compare(header.edit().toBytes(), original)).toBe(0);
    }
  });
});

function sourceOf(stored: Buffer, name: string): ByteSource {
  return bytesSource(stored[0] === 0x1f ? gunzipSync(stored) : stored, name);
}

/** As make_fixtures.py: the values of all keywords in order of the alphabet, then the commentary. */
function digest(header: Header, unread: readonly string[]): string {
  const keywords = new Set(header.cards.flatMap((card) => (card.kind === 'value' ? [card.keyword] : [])));
  const named = [...keywords].map((keyword) => [keyword.replace(/^HIERARCH /, ''), header.value(keyword)] as const);
  const lines = named
    .filter(([keyword]) => !unread.includes(keyword))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([keyword, value]) => `${keyword}\t${typed(value)}\n`);
  const texts = ['COMMENT', 'HISTORY', ''].flatMap((keyword) => header.texts(keyword).map((text) => `${keyword}\t${text}\n`));
  return hash(Buffer.from([...lines, ...texts].join(''), 'latin1'));
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
