import type { SpectrumColumnData } from './spectrum-data.js';

/** The shortest text that reads back as the same number of that type; '' for NaN. */
export function textOf(value: number, datatype: SpectrumColumnData['datatype']): string {
  if (Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return datatype === 'float' ? floatText(value) : `${value}`;
}

/** Nine digits tell every 32-bit float, most need fewer. */
function floatText(value: number): string {
  const plain = `${value}`;
  if (plain.length <= 8) return plain;
  for (let digits = 7; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return `${text}`;
  }
  return `${Number(value.toPrecision(9))}`;
}
