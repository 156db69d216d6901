import type { Row } from './row.js';

/** The rows as a table for people. */
export function table(rows: readonly Row[]): string {
  const cells = [['row', 'goal', 'measured', 'range', 'n', '', 'detail'], ...rows.map(line)];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function line({ name, goal, value, unit, met, n, range, detail }: Row): string[] {
  const measured = value === undefined ? '–' : `${digits(value)} ${unit}`;
  const spread = range ? `${digits(range[0])}–${digits(range[1])}` : '';
  return [name, goal, measured, spread, String(n), verdict(value, met), detail];
}

function verdict(value: number | undefined, met: boolean | undefined): string {
  if (met !== undefined) return met ? 'met' : 'MISSED';
  return value === undefined ? 'not run' : 'reported';
}

const digits = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));
