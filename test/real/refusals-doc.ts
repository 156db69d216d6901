import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const path = join(import.meta.dirname, '../../docs/real-files.md');
const BEGIN = '<!-- made by npm test with UPDATE_DOCS=1: begin -->\n';
const END = '<!-- end -->';

export interface Refusal {
  readonly file: string;
  /** the parameter that was refused */
  readonly asked: string;
  readonly reason: string;
}

/** The rows of the table that the refusals seen make. */
export function refusalTable(refusals: readonly Refusal[]): string {
  const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).trim();
  const rows = refusals.map(({ file, asked, reason }) => `| ${cell(file)} | ${asked} | ${cell(reason)} |\n`).sort();
  return `| file | asked for | answer |\n|---|---|---|\n${rows.join('')}`;
}

/** The table that stands in docs/real-files.md. */
export function documentedRefusals(): string {
  const text = readFileSync(path, 'utf8');
  return text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END));
}

export function documentRefusals(table: string): void {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, text.indexOf(BEGIN) + BEGIN.length) + table + text.slice(text.indexOf(END)));
}
