import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer } from '../support/serve.js';
import { type Answer, ask, askCutout, idOf, several } from './ask.js';
import { compareCutout } from './compare-cutout.js';
import { type Case, goldens, spectraNames } from './golden.js';
import { originalOf } from './original.js';
import type { PlainHdu } from './plain-fits.js';
import { describeReal, realData, realFiles } from './real-data.js';
import { documentedRefusals, documentRefusals, type Refusal, refusalTable } from './refusals-doc.js';

const LABELS = /^(Error|UsageError|MultiValuedParamNotSupported): /;
const refusals: Refusal[] = [];

/** The sentence of an error without its label and the dataset that it is about. */
function reasonIn(text: string, name: string): string {
  const sentence = text.replace(LABELS, '').replace(/^.*? cannot be (cut|used on \S+): /, '');
  return sentence.startsWith(`${name} `) ? sentence.slice(name.length + 1) : sentence;
}

/** Everything about the answer to a case that is not as it must be, as sentences. */
function problemsOf(answer: Answer, wanted: Case, original: () => readonly PlainHdu[]): string[] {
  const { status, headers, bytes, text } = answer;
  if (wanted.status === 204) return status === 204 && bytes.length === 0 ? [] : [`${status} instead of 204: ${text.slice(0, 200)}`];
  if (wanted.refused !== undefined) {
    if (status >= 400 && status < 500 && LABELS.test(text) && new RegExp(wanted.refused, 'i').test(text)) return [];
    return [`${status} instead of a refusal that speaks of ${wanted.refused}: ${text.slice(0, 300)}`];
  }
  if (status !== 200) return [`${status} instead of 200: ${text.slice(0, 300)}`];
  const problems = compareCutout(bytes, original(), wanted.hdus ?? []);
  if (Number(headers.get('content-length')) !== bytes.length)
    problems.push(`Content-Length ${headers.get('content-length')} for ${bytes.length} bytes`);
  if (!headers.get('content-type')?.startsWith('application/fits')) problems.push(`Content-Type ${headers.get('content-type')}`);
  return problems;
}

describeReal('real files', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    server = await startServer({ data: realData as string });
  });
  afterAll(() => server.close());

  test('every golden has its file, unchanged, and every file its golden', () => {
    expect(Object.keys(goldens).length).toBeGreaterThanOrEqual(86);
    expect(realFiles().sort()).toEqual(Object.keys(goldens).sort());
    const changed = Object.entries(goldens).filter(([name, { sha256 }]) => {
      return (
        createHash('sha256')
          .update(readFileSync(join(realData as string, name)))
          .digest('hex') !== sha256
      );
    });
    expect(changed.map(([name]) => name)).toEqual([]);
  });

  test('every file is a dataset that {links} knows, and every image and cube is found through SIA, every spectrum through SSA', async () => {
    const found = await ask(`${server.url}/sia/query`, [['MAXREC', '100000']]);
    const spectra = await ask(`${server.url}/ssa/query`, [
      ['REQUEST', 'queryData'],
      ['MAXREC', '10000'],
    ]);
    expect([found.status, spectra.status]).toEqual([200, 200]);
    const unknown = await several(Object.entries(goldens), async ([name, { cases }]) => {
      const links = await ask(`${server.url}/datalink/links`, [['ID', idOf(name)]]);
      if (links.status !== 200 || /NotFoundFault/.test(links.text) || !links.text.includes('#this'))
        return `${name}: ${links.text.slice(0, 200)}`;
      const reason = cases['refused-file']?.refused;
      if (reason !== undefined) return new RegExp(reason, 'i').test(links.text) ? '' : `${name}: {links} does not say ${reason}`;
      if (spectraNames.includes(name)) return spectra.text.includes(`>${idOf(name)}<`) ? '' : `${name}: not in SSA`;
      if (cases['lacks-sky'] ?? cases.elsewhere) return ''; // neither an image of the sky nor a spectrum with wavelengths
      return found.text.includes(`>${idOf(name)}<`) ? '' : `${name}: not in SIA`;
    });
    expect(unknown.filter(Boolean)).toEqual([]);
  });

  test.each(Object.keys(goldens))('%s', async (name) => {
    let hdus: readonly PlainHdu[] | undefined;
    const original = (): readonly PlainHdu[] => (hdus ??= originalOf(join(realData as string, name)));
    const problems = await several(Object.entries(goldens[name].cases), async ([label, wanted]) => {
      const answer = await askCutout(server.url, name, wanted.query);
      const found = problemsOf(answer, wanted, original);
      if (found.length === 0 && label.startsWith('refused-')) {
        refusals.push({ file: name, asked: Object.keys(wanted.query).join(' '), reason: reasonIn(answer.text, name) });
      }
      return found.map((problem) => `${label}: ${problem}`);
    });
    expect(problems.flat()).toEqual([]);
  });

  test('docs/real-files.md lists what is refused', () => {
    const table = refusalTable(refusals);
    if (process.env.UPDATE_DOCS) documentRefusals(table);
    expect(documentedRefusals()).toBe(table);
  });
});
