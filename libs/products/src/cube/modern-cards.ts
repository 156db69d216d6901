import type { Header, HeaderEditor } from '#fits';

/** Keywords that the standard has given other names (§8.3, appendix C): they say the same under those. */
const RENAMED = [
  ['EPOCH', 'EQUINOX'],
  ['RADECSYS', 'RADESYS'],
] as const;

/** Into a header that is made anew: no card of it is deprecated. */
export function modernise(editor: HeaderEditor, header: Header): HeaderEditor {
  for (const [old, now] of RENAMED) {
    const value = header.value(old);
    if (value !== undefined && !header.has(now)) editor.insertAfter(old, now, value, header.comment(old));
    editor.remove(old);
  }
  return editor.remove('BLOCKED');
}
