/** What a spectrum is offered as: the data model's VOTable, made on demand, or the file as it is stored. */
export type SsaFormat = 'votable' | 'file';

/** The words and media types of FORMAT (SSA 1.1 §4.1.1.5); whatever is not here is a format in which there is nothing. */
const FORMATS: Readonly<Record<string, readonly SsaFormat[]>> = {
  all: ['votable', 'file'],
  compliant: ['votable'],
  native: ['file'],
  votable: ['votable'],
  fits: ['file'],
  'application/x-votable+xml': ['votable'],
  'text/xml': ['votable'],
  'application/fits': ['file'],
  'image/fits': ['file'],
};

/** FORMAT: words or media types between commas, case and parameters of no account; a plus that became a blank in a URL is one again. */
export function formatsOf(text: string): { readonly wanted: readonly SsaFormat[]; readonly isMetadata: boolean } {
  const words = text.split(',').map((word) => word.split(';', 1)[0].trim().toLowerCase().replace(/ xml$/, '+xml'));
  const found = new Set(words.flatMap((word) => (Object.hasOwn(FORMATS, word) ? FORMATS[word] : [])));
  return { wanted: (['votable', 'file'] as const).filter((format) => found.has(format)), isMetadata: words.includes('metadata') };
}
