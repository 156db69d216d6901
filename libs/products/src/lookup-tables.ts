import { UnsupportedError } from '#faults';
import type { Hdu, Header } from '#fits';
import type { Image } from './image.js';
import type { AxisCut } from './section.js';

/** An HDU that goes along with its data as they are. */
export interface Companion {
  readonly hdu: Hdu;
  readonly header: Uint8Array;
}

/**
 * The HDUs without which the WCS of cut images cannot be read, in the order of the file (kernels.md §1.7): tables of coordinates (-TAB,
 * WCS Paper III §6) as they are, for CRPIX carries the shift, and images of distortions (CPDISj and D2IMDISj = 'LOOKUP', of WCS Paper
 * IV), whose CRVALn are pixels of the image and follow the box. What a header names and the file does not have stays missing.
 * @param cuts NAXIS1 first; steps above 1 only on axes that no look-up table is about (STOKES)
 * @throws UnsupportedError when images that are cut differently share an image of distortions
 */
export function lookupTables(
  chosen: readonly { readonly image: Image; readonly cuts: readonly AxisCut[] }[],
  hdus: readonly Hdu[],
): Companion[] {
  const shifts = new Map<Hdu, readonly number[]>();
  for (const { image, cuts } of chosen) {
    for (const table of tablesOf(image)) {
      const hdu = hdus.find((candidate) => isNamed(candidate, table));
      if (!hdu || chosen.some((other) => other.image.hdu === hdu)) continue;
      const shift = table.axes(hdu).map((axis) => cuts[axis - 1]?.first ?? 0);
      const other = shifts.get(hdu);
      if (other && `${other}` !== `${shift}`)
        throw new UnsupportedError(
          `HDU ${hdu.index} (${hdu.name}) holds a distortion of several images, and these would be cut differently; name one of them with HDU`,
        );
      shifts.set(hdu, shift);
    }
  }
  return hdus.filter((hdu) => shifts.has(hdu)).map((hdu) => ({ hdu, header: shifted(hdu.header, shifts.get(hdu)!) }));
}

interface Named {
  readonly name: string;
  readonly version: number;
  readonly level?: number;
  /** the 1-based image axes that the axes of the HDU run along; none when it does not count pixels */
  readonly axes: (hdu: Hdu) => number[];
}

function isNamed({ name, version, header }: Hdu, wanted: Named): boolean {
  if (name.toUpperCase() !== wanted.name || version !== wanted.version) return false;
  return wanted.level === undefined || (header.integer('EXTLEVEL') ?? 1) === wanted.level;
}

/** Keyword of the kind of distortion, of its record, the extension, and whether it is looked up by pixel. */
const DISTORTIONS = [
  ['CPDIS', 'DP', 'WCSDVARR', true],
  ['CQDIS', 'DQ', 'WCSDVARR', false],
  ['D2IMDIS', 'D2IM', 'D2IMARR', true],
] as const;

function tablesOf({ header, wcs, alternates }: Image): Named[] {
  const named: Named[] = [];
  for (const a of new Set(['', ...alternates])) {
    for (let i = 1; i <= wcs.axes.length; i++) {
      const name = header.string(`PS${i}_0${a}`)?.trim().toUpperCase();
      if (name && /-TAB *$/.test(header.string(`CTYPE${i}${a}`) ?? '')) {
        const [version, level] = [1, 2].map((m) => header.integer(`PV${i}_${m}${a}`) ?? 1);
        named.push({ name, version, level, axes: () => [] });
      }
      for (const [kind, record, extension, byPixel] of DISTORTIONS) {
        if (header.string(`${kind}${i}${a}`)?.trim().toUpperCase() !== 'LOOKUP') continue;
        const field = fieldsOf(header, `${record}${i}${a}`);
        const axes = (hdu: Hdu) => (byPixel ? ordinals(hdu).map((n) => field.get(`AXIS.${n}`) ?? n) : []);
        named.push({ name: extension, version: field.get('EXTVER') ?? 1, axes });
      }
    }
  }
  // Before D2IMDISj was agreed on, AXISCORR told which coordinate the one table is for.
  if (header.has('AXISCORR')) named.push({ name: 'D2IMARR', version: 1, axes: ordinals });
  return named;
}

const ordinals = ({ header }: Hdu): number[] => Array.from({ length: header.integer('NAXIS') ?? 0 }, (_, axis) => axis + 1);

/** The fields of a record: cards of one keyword, each `'EXTVER: 1'` (WCS Paper IV §2.3). */
function fieldsOf(header: Header, keyword: string): Map<string, number> {
  return new Map(
    header.cards.flatMap((card): [string, number][] => {
      if (card.kind !== 'value' || card.keyword !== keyword || typeof card.value !== 'string') return [];
      const [, field, value] = /^([\w.]+): +(\S+)/.exec(card.value) ?? [];
      return field && Number.isFinite(Number(value)) ? [[field.toUpperCase(), Number(value)]] : [];
    }),
  );
}

/** The header of a distortion that is asked for pixels counted from another first one. */
function shifted(header: Header, shift: readonly number[]): Uint8Array {
  const editor = header.edit();
  shift.forEach((first, axis) => {
    const keyword = `CRVAL${axis + 1}`;
    if (first !== 0) editor.set(keyword, (header.number(keyword) ?? 0) - first).remove('CHECKSUM');
  });
  return editor.toBytes();
}
