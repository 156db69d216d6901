import { Header } from '../header.js';
import type { DamageSite } from '#faults';
import type { ImageShape } from '../hdu.js';

/** What belongs to the table, or to the compression, and not to the image. */
const TABLE = /^(?:T(?:FIELDS|HEAP)|T(?:TYPE|FORM|UNIT|SCAL|ZERO|NULL|DISP|DIM|UCD|UTYP|COMM)\d+)$/;
const COMPRESSION =
  /^Z(?:IMAGE|SIMPLE|TENSION|EXTEND|BLOCKED|BITPIX|NAXIS\d*|TILE\d+|PCOUNT|GCOUNT|CMPTYPE|NAME\d+|VAL\d+|MASKCMP|QUANTIZ|DITHER0|SCALE|ZERO|BLANK|HECKSUM|DATASUM)$/;

/**
 * The header of a tile-compressed image as that of the image (Standard §10.1.1.2), as an extension even where it was a primary HDU before:
 * the cards that the compressor renamed have their names back, all others stay as they are and where they are.
 */
export function restoredHeader(header: Header, { bitpix, axes }: ImageShape, site: DamageSite): Header {
  const editor = header.edit();
  editor.set('XTENSION', 'IMAGE', header.comment('ZTENSION') ?? 'image extension');
  editor.set('BITPIX', bitpix, header.comment('ZBITPIX'));
  editor.set('NAXIS', axes.length, header.comment('ZNAXIS'));
  axes.forEach((length, i) => {
    const before = i === 0 ? 'NAXIS' : `NAXIS${i}`;
    editor.insertAfter(before, `NAXIS${i + 1}`, length, header.comment(`ZNAXIS${i + 1}`));
  });
  if (axes.length === 1) editor.remove('NAXIS2');
  editor.set('PCOUNT', 0, header.comment('ZPCOUNT') ?? '').set('GCOUNT', 1, header.comment('ZGCOUNT') ?? '');
  // The checksums of the table are no longer true; those that the image had may be.
  for (const [kept, original] of CHECKSUMS) {
    if (header.has(kept)) editor.insertAfter(kept, original, header.value(kept), header.comment(kept));
    else editor.remove(original);
  }
  if (bitpix > 0 && header.has('ZBLANK') && !header.has('BLANK'))
    editor.insertAfter('ZBLANK', 'BLANK', header.value('ZBLANK'), header.comment('ZBLANK'));
  if (header.string('EXTNAME')?.trim() === 'COMPRESSED_IMAGE') editor.remove('EXTNAME');
  editor.remove(TABLE).remove(COMPRESSION);
  return Header.parse(editor.toBytes(), site);
}

const CHECKSUMS = [
  ['ZHECKSUM', 'CHECKSUM'],
  ['ZDATASUM', 'DATASUM'],
] as const;
