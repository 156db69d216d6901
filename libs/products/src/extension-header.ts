import { Header, type Hdu, type HeaderEditor } from '#fits';

/** The primary header when its pixels or random groups, if it has any, are not part of the result; then it does not bear their name, either. */
export function withoutData({ header, dataLength }: Hdu): HeaderEditor {
  const editor = header
    .edit()
    .set('NAXIS', 0)
    .remove(/^(NAXIS|PTYPE|PSCAL|PZERO)\d+$/);
  for (const keyword of ['GROUPS', 'PCOUNT', 'GCOUNT', 'DATAMIN', 'DATAMAX', 'CHECKSUM', 'DATASUM', 'BLANK']) editor.remove(keyword);
  if (dataLength > 0) for (const keyword of ['EXTNAME', 'EXTVER', 'EXTLEVEL']) editor.remove(keyword);
  return editor;
}

/**
 * A header that was the primary one begins as an extension's does (Standard §4.4.1.2); others stay.
 * @param original the header that is being changed, as it was
 */
export function asExtension(editor: HeaderEditor, original: Header): HeaderEditor {
  if (!original.has('SIMPLE')) return editor;
  const header = editor.toBytes();
  Buffer.from(header.buffer).write("XTENSION= 'IMAGE   '           / image extension".padEnd(80), 0, 'latin1');
  const changed = Header.parse(header, { file: 'cutout' }).edit();
  const naxis = original.integer('NAXIS') ?? 0;
  changed.insertAfter(naxis > 0 ? `NAXIS${naxis}` : 'NAXIS', 'PCOUNT', 0, 'no heap').insertAfter('PCOUNT', 'GCOUNT', 1, 'one group');
  for (const keyword of ['EXTEND', 'NEXTEND', 'BLOCKED', 'GROUPS']) changed.remove(keyword);
  return changed;
}
