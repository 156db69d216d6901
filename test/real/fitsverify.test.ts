import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer } from '../support/serve.js';
import { askCutout } from './ask.js';
import { goldens } from './golden.js';
import { describeReal, realData } from './real-data.js';

/** The errors that fitsverify finds, without the numbers of cards and HDUs. */
function errorsOf(path: string): string[] {
  const { stdout, stderr } = spawnSync('fitsverify', ['-e', path], { encoding: 'latin1', maxBuffer: 1 << 28 });
  return `${stderr}\n${stdout}`
    .split(/^(?=\*\*\* Error)/m)
    .filter((text) => text.startsWith('*** Error'))
    .map((text) =>
      text
        .split('\n')
        .filter((line, k) => k === 0 || line.startsWith('             '))
        .join(' '),
    )
    .map((text) =>
      text
        .replace(/ fitsverify \d.*$/, '')
        .replaceAll(/#\d+/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );
}

describeReal('fitsverify of real files', () => {
  let server: Awaited<ReturnType<typeof startServer>> | undefined;
  let folder: string | undefined;
  beforeAll(async () => {
    if (spawnSync('fitsverify', ['-h']).error)
      throw new Error('fitsverify is missing: install the Debian package fitsverify (apt-get install fitsverify)');
    folder = mkdtempSync(join(tmpdir(), 'sodalite-fitsverify-'));
    server = await startServer({ data: realData as string });
  });
  afterAll(async () => {
    await server?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  const cut = Object.keys(goldens).filter((name) => Object.values(goldens[name].cases).some(({ hdus }) => hdus));
  test.each(cut)('%s: no error that the original does not have', async (name) => {
    const path = join(folder!, 'subject.fits'); // the same for both, as messages name it
    copyFileSync(join(realData as string, name), path);
    const had = new Set(errorsOf(path));
    const fresh: string[] = [];
    for (const [label, { query, hdus }] of Object.entries(goldens[name].cases)) {
      if (!hdus) continue;
      rmSync(path, { force: true });
      writeFileSync(path, (await askCutout(server!.url, name, query)).bytes);
      fresh.push(
        ...errorsOf(path)
          .filter((error) => !had.has(error))
          .map((error) => `${label}: ${error}`),
      );
    }
    expect(fresh).toEqual([]);
  });
});
