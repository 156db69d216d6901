import { UnsupportedError } from '#faults';
import { CARD_BYTES, Header, type Hdu, type HeaderEditor } from '#fits';

/**
 * A header with some of its axes, in another order: every card about one of them gets its new number and is otherwise left as it is, byte for byte; those
 * about the others go, from all descriptions of the coordinates.
 * @param kept 0-based axes, the fastest first
 * @throws UnsupportedError when an axis that is kept and one that goes depend on each other
 */
export function keepAxes(header: Header, kept: readonly number[], hdu: Pick<Hdu, 'index'>): HeaderEditor {
  assertApart(header, kept);
  const numberOf = (axis: string): number => kept.indexOf(Number(axis) - 1) + 1;
  const bytes = Buffer.from(header.edit().toBytes());
  const text = bytes.toString('latin1');
  const lengths: [number, string][] = [];
  const records: string[] = [];
  let isGone = false;
  for (let card = 0; card < header.length; card++) {
    const record = text.slice(card * CARD_BYTES, (card + 1) * CARD_BYTES);
    const keyword = record.slice(0, 8).trimEnd();
    if (keyword === 'CONTINUE' && isGone) continue;
    const renamed = rename(keyword, numberOf);
    isGone = renamed === undefined;
    if (renamed === undefined) continue;
    const written = renamed === keyword ? record : renamed.padEnd(8) + record.slice(8);
    const length = /^NAXIS(\d+)$/.exec(renamed);
    if (length) lengths.push([Number(length[1]), written]);
    else records.push(written);
  }
  const naxis = records.findIndex((record) => record.startsWith('NAXIS   '));
  records.splice(naxis + 1, 0, ...lengths.toSorted(([a], [b]) => a - b).map(([, record]) => record));
  const out = Buffer.from(records.join('') + 'END'.padEnd(CARD_BYTES), 'latin1');
  const editor = Header.parse(out, { file: 'product', hdu: hdu.index }).edit();
  editor.set('NAXIS', lengths.length);
  for (const { keyword } of header.cards) if (/^WCSAXES[A-Z]?$/.test(keyword)) editor.set(keyword, kept.length);
  return editor;
}

type NumberOf = (axis: string) => number;

/** undefined: the card is about an axis that goes. */
function rename(keyword: string, numberOf: NumberOf): string | undefined {
  for (const { pattern, axes, write } of FAMILIES) {
    const match = pattern.exec(keyword);
    if (!match) continue;
    const numbers = axes.map((group) => numberOf(match[group]));
    return numbers.every((number) => number > 0) ? write(match, numbers) : undefined;
  }
  return keyword;
}

/** Keywords that have the number of an axis in them. */
const FAMILIES: readonly {
  readonly pattern: RegExp;
  /** groups that are axes */
  readonly axes: readonly number[];
  readonly write: (match: RegExpExecArray, numbers: readonly number[]) => string;
}[] = [
  {
    pattern:
      /^(NAXIS|CTYPE|CRPIX|CRVAL|CDELT|CUNIT|CNAME|CRDER|CSYER|CROTA|LTV|CNPIX|DRVAL|DUNIT|DRPIX|CPDIS|CQDIS|CPERR|CQERR|DP|DQ)(\d+)([A-Z]?)$/,
    axes: [2],
    write: ([, name, , alternate], [axis]) => `${name}${axis}${alternate}`,
  },
  {
    pattern: /^(PC|CD|LTM)(\d+)_(\d+)([A-Z]?)$/,
    axes: [2, 3],
    write: ([, name, , , alternate], [i, j]) => `${name}${i}_${j}${alternate}`,
  },
  {
    pattern: /^(PC|CD)(\d{3})(\d{3})$/,
    axes: [2, 3],
    write: ([, name], [i, j]) => `${name}${String(i).padStart(3, '0')}${String(j).padStart(3, '0')}`,
  },
  {
    pattern: /^(PV|PS|WAT)(\d+)_(\d+[A-Z]?)$/,
    axes: [2],
    write: ([, name, , rest], [axis]) => `${name}${axis}_${rest}`,
  },
];

/** How large a term between two axes may be beside those of the axes themselves. */
const LEAST = 1e-6;

function assertApart(header: Header, kept: readonly number[]): void {
  const isKept = (axis: string): boolean => kept.includes(Number(axis) - 1);
  for (const { keyword } of header.cards) {
    const match = /^(PC|CD)(\d+)_(\d+)([A-Z]?)$/.exec(keyword);
    if (!match || isKept(match[2]) === isKept(match[3])) continue;
    const [, name, i, j, alternate] = match;
    const own = [i, j].map((axis) => Math.abs(header.number(`${name}${axis}_${axis}${alternate}`) ?? 1));
    const value = Math.abs(header.number(keyword) ?? 0);
    if (value > LEAST * Math.max(...own))
      throw new UnsupportedError(`${keyword} = ${value} ties axis ${j} to axis ${i}: a map without one of them has no coordinates`);
  }
}
