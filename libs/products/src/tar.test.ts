import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Body } from './body.js';
import { MemberNames, tarBody } from './tar.js';

const modified = new Date('2026-03-04T05:06:07.890Z');
const bodyOf = (text: string) => new Body([{ kind: 'bytes', bytes: Buffer.from(text) }]);

async function bytesOf(body: Body): Promise<Buffer> {
  const bytes = Buffer.alloc(body.length);
  await body.fill(0, bytes);
  return bytes;
}

test('tar lists and unpacks it', async () => {
  const texts = { 'MANIFEST.json': '{}', 'a.fits': 'x'.repeat(512), 'b_cutout_1234.fits': 'y'.repeat(513), 'empty.fits': '' };
  const tar = await bytesOf(tarBody(Object.entries(texts).map(([name, text]) => ({ name, modified, body: bodyOf(text) }))));
  expect(tar.length % 512).toBe(0);
  const directory = mkdtempSync(join(tmpdir(), 'sodalite-tar-'));
  try {
    writeFileSync(join(directory, 'x.tar'), tar);
    const listed = execFileSync('tar', ['-tvf', 'x.tar', '--numeric-owner', '--utc', '--full-time'], { cwd: directory, encoding: 'utf8' });
    expect(listed.trim().split('\n')[1]).toMatch(/^-rw-r--r-- 0\/0 +512 2026-03-04 05:06:07 a\.fits$/);
    execFileSync('tar', ['-xf', 'x.tar'], { cwd: directory });
    for (const [name, text] of Object.entries(texts)) expect(readFileSync(join(directory, name), 'utf8')).toBe(text);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('any range of it is what the whole has there', async () => {
  const body = tarBody([1, 2, 3].map((i) => ({ name: `${i}.fits`, modified, body: bodyOf(`${i}`.repeat(700 * i)) })));
  const whole = await bytesOf(body);
  for (const size of [1, 100, 511, 513, 5000]) {
    const pieces: Buffer[] = [];
    for (let at = 0; at < body.length; at += size) {
      const piece = Buffer.alloc(Math.min(size, body.length - at));
      await body.fill(at, piece);
      pieces.push(piece);
    }
    expect(Buffer.concat(pieces).equals(whole)).toBe(true);
  }
});

test('a member above 8 GiB has its size in base 256', async () => {
  const length = 9 * 1024 ** 3;
  const body = tarBody([{ name: 'large.fits', modified, body: new Body([{ kind: 'zeros', length }]) }]);
  expect(body.length).toBe(512 + length + 1024);
  const header = Buffer.alloc(512);
  await body.fill(0, header);
  expect([header[124], Number(header.readBigUInt64BE(128))]).toEqual([0x80, length]);
});

test('names come once, whatever the case, and fit', () => {
  const names = new MemberNames();
  expect(['a.fits', 'A.fits', 'a.fits', 'a.fits.gz', 'plain', 'plain'].map((name) => names.once(name))).toEqual([
    'a.fits',
    'A_2.fits',
    'a_3.fits',
    'a.fits.gz',
    'plain',
    'plain_2',
  ]);
  const long = [1, 2].map(() => names.once(`${'n'.repeat(200)}.fits`));
  expect(long.map(({ length }) => length)).toEqual([100, 100]);
  expect(new Set(long).size).toBe(2);
});
