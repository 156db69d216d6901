import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { subjectsMarkdown } from '#bus';
import { CUBE_OPERATIONS, cubeParametersMarkdown, sodaParametersMarkdown } from '#ivoa';
import { metricsMarkdown, VARIABLES } from '#ops';

const docs = join(import.meta.dirname, '../../docs');

function configurationMarkdown(): string {
  const rows = Object.values(VARIABLES).map(({ variable, fallback, meaning, expected }) => {
    const shown = fallback === undefined || (Array.isArray(fallback) && fallback.length === 0) ? 'unset' : `\`${String(fallback)}\``;
    return `| \`${variable}\` | ${shown} | ${meaning} | ${expected} |`;
  });
  return ['| variable | default | meaning | must be |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** Tables that code knows stand in the docs between two marks; with UPDATE_DOCS=1 this test writes them. */
test.each<[file: string, name: string, make: () => string]>([
  ['parameters.md', 'soda parameters', sodaParametersMarkdown],
  ...CUBE_OPERATIONS.map((operation): [string, string, () => string] => [
    'parameters.md',
    `cube ${operation} parameters`,
    () => cubeParametersMarkdown(operation),
  ]),
  ['operator.md', 'configuration', configurationMarkdown],
  ['operator.md', 'metrics', metricsMarkdown],
  ['bus.md', 'subjects', subjectsMarkdown],
])('%s has the table of %s that the code has', (file, name, make) => {
  const path = join(docs, file);
  const text = readFileSync(path, 'utf8');
  const [begin, end] = [`<!-- ${name}: made from the code -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  expect(from >= begin.length && to >= from).toBe(true);
  if (process.env.UPDATE_DOCS) writeFileSync(path, `${text.slice(0, from)}${make().trimEnd()}\n${text.slice(to)}`);
  else expect(text.slice(from, to).trimEnd()).toBe(make().trimEnd());
});
