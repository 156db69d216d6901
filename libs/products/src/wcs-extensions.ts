import type { Hdu, Header } from '#fits';
import { recordOf } from './distortion-records.js';

/** An HDU that a header names for its coordinates. */
export interface NamedExtension {
  readonly name: string;
  readonly version: number;
  readonly level: number;
  /** the columns that are meant (upper case), or none: an image of corrections */
  readonly columns?: readonly string[];
  /** the 1-based image axes that the axes of the HDU run along; none when it does not count pixels */
  readonly axes: (hdu: Hdu) => readonly number[];
}

/**
 * The tables of coordinates (-TAB, WCS Paper III §6) and the images of distortions (CPDISj, CQDISi and D2IMDISj = 'LOOKUP', draft of WCS
 * Paper IV) that one world coordinate system of a header names.
 * @param count of world axes
 */
export function namedExtensions(header: Header, count: number, alternate: string): NamedExtension[] {
  const named: NamedExtension[] = [];
  for (let i = 1; i <= count; i++) {
    const text = (keyword: string) => (header.string(keyword) ?? '').trim().toUpperCase();
    const name = text(`PS${i}_0${alternate}`);
    if (name !== '' && text(`CTYPE${i}${alternate}`).endsWith('-TAB')) {
      const [version, level] = [1, 2].map((m) => header.integer(`PV${i}_${m}${alternate}`) ?? 1);
      const columns = [1, 2].map((m) => text(`PS${i}_${m}${alternate}`)).filter((column) => column !== '');
      named.push({ name, version, level, columns, axes: () => [] });
    }
    for (const [kind, record, extension, letter, byPixel] of DISTORTIONS) {
      const a = letter ? alternate : '';
      if (text(`${kind}${i}${a}`) !== 'LOOKUP') continue;
      const field = recordOf(header, `${record}${i}${a}`);
      const axes = (hdu: Hdu) => (byPixel ? ordinals(hdu).map((n) => field.get(`AXIS.${n}`) ?? n) : []);
      named.push({ name: extension, version: field.get('EXTVER') ?? 1, level: 1, axes });
    }
  }
  // Before D2IMDISj was agreed on, AXISCORR told which coordinate the one table is for.
  if (header.has('AXISCORR')) named.push({ name: 'D2IMARR', version: 1, level: 1, axes: ordinals });
  return named;
}

/** The HDU of a file that is meant; EXTLEVEL counts for tables only, images of distortions are asked for without. */
export function extensionNamed(hdus: readonly Hdu[], { name, version, level, columns }: NamedExtension): Hdu | undefined {
  return hdus.find(
    (hdu) => hdu.name.toUpperCase() === name && hdu.version === version && (!columns || (hdu.header.integer('EXTLEVEL') ?? 1) === level),
  );
}

/** Keyword of the kind of distortion, of its record, the extension, whether they have the letter of an alternate, and whether pixels are looked up. */
const DISTORTIONS = [
  ['CPDIS', 'DP', 'WCSDVARR', true, true],
  ['CQDIS', 'DQ', 'WCSDVARR', true, false],
  ['D2IMDIS', 'D2IM', 'D2IMARR', false, true],
] as const;

const ordinals = ({ header }: Hdu): number[] => Array.from({ length: Math.min(header.integer('NAXIS') ?? 0, 9) }, (_, axis) => axis + 1);
