import type { ByteSource } from '#fits';

/** What a file is by its first bytes; `unreadable` formats are recognised so that the refusal can name them. */
export type FileForm = 'fits' | 'gzip' | 'compress' | 'bzip2' | 'xz' | 'zstd' | 'empty' | 'unknown';

const SIGNATURES: readonly (readonly [FileForm, readonly number[]])[] = [
  ['fits', [...Buffer.from('SIMPLE  =')]], // FITS 4.0 §4.4.1.1: the first card of every FITS file
  ['gzip', [0x1f, 0x8b]],
  ['compress', [0x1f, 0x9d]],
  ['bzip2', [...Buffer.from('BZh')]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** By content; the name has only preselected it (`hasFitsName`). */
export async function recognise(source: ByteSource, signal?: AbortSignal): Promise<FileForm> {
  return formOf(await source.read({ offset: 0, length: Math.min(9, source.size) }, { signal }));
}

export function formOf(start: Uint8Array): FileForm {
  if (start.length === 0) return 'empty';
  return SIGNATURES.find(([, signature]) => signature.every((byte, i) => start[i] === byte))?.[0] ?? 'unknown';
}

/** .fits .fit .fts .imfits .fz in any case, and what compressors append to them. */
export function hasFitsName(name: string): boolean {
  return /\.(fits|fit|fts|imfits|fz)(\.(fz|gz|z|bz2|xz|zst))?$/i.test(name);
}
