import { DamagedError, LimitError, UnsupportedError } from '#faults';
import type { ByteSource, FitsFile } from '#fits';
import { commonPlaceOf, imagesOf, spectraOf, type Image, type Images, type Place, type Spectra } from '#products';
import type { Compression } from '#storage';
import { openHeaders, type Expansion, type OpenedHeaders } from '../scan/open-headers.js';
import { recognise } from '../scan/recognise.js';

/** What was found in a file, opened for nothing but what its headers and the coordinates in its tables say, and closed again. */
export interface OpenedDataset {
  /** Undefined when the compression hides what is inside. */
  readonly fits?: FitsFile;
  /** What can be cut by pixels, compressed in tiles or not. */
  readonly images: readonly Image[];
  readonly spectra?: Spectra;
  /** Where the spectra lie, as rows of a table tell it. */
  readonly place?: Place | 'scattered';
  /** Of a file that is compressed as a whole in a way that can be read. */
  readonly compression?: Compression;
  /** Why what is inside cannot be had, to be read after the name of the file. */
  readonly unreadable?: string;
  readonly bytes: number;
  readonly contentType: string;
  readonly etag: string;
  readonly lastModified: Date;
  readonly guesses: readonly string[];
}

const CONTENT_TYPES = { gzip: 'application/gzip', compress: 'application/x-compress' } satisfies Record<Compression, string>;
const HIDDEN = 'everything: the compression hides the headers';

async function closing(source: ByteSource, error: unknown): Promise<never> {
  await source.close();
  throw error;
}

/**
 * Reads what the catalogue wants to know, and closes `raw` whatever happens. Throws what #storage and #fits throw: the file cannot be read, or is no
 * FITS file, or a damaged one.
 */
export async function openDataset(raw: ByteSource, expansion: Expansion): Promise<OpenedDataset> {
  const { size: bytes, etag: rawEtag, lastModified } = raw;
  const form = await recognise(raw, expansion.signal).catch((error: unknown) => closing(raw, error));
  let opened: OpenedHeaders;
  try {
    opened = await openHeaders(raw, expansion);
  } catch (error) {
    // What is too long to be looked into can still be had as it is.
    if (!(error instanceof LimitError) || !(form in CONTENT_TYPES)) throw error;
    const contentType = CONTENT_TYPES[form as Compression];
    return { contentType, bytes, etag: rawEtag, lastModified, images: [], unreadable: withoutName(error, raw), guesses: [HIDDEN] };
  }
  try {
    const { fits, compression, contentType, etag, guesses } = opened;
    const known = { compression, contentType, bytes, etag, lastModified };
    if (fits === undefined) return { ...known, images: [], guesses, unreadable: hiddenReason(opened) };
    const notes = [...guesses];
    return { ...known, fits, ...(await lookInside(fits, notes, expansion.signal)), guesses: notes };
  } finally {
    await opened.close();
  }
}

function hiddenReason({ unreadable }: OpenedHeaders): string {
  return `is ${unreadable} as a whole, which this release cannot read`;
}

async function lookInside(
  fits: FitsFile,
  guesses: string[],
  signal?: AbortSignal,
): Promise<Pick<OpenedDataset, 'images' | 'spectra' | 'place' | 'unreadable'>> {
  const refused: NonNullable<Images['refused']>[number][] = [];
  const images = await imagesOf(fits, { signal, onRefused: (image) => refused.push(image) });
  const spectra = await spectraIn({ file: fits, images }, guesses, signal);
  const place = spectra && (await orGuess('s_ra, s_dec', () => commonPlaceOf(spectra, signal), guesses));
  guesses.push(...refused.map(({ error }) => `images: ${error.message}`));
  const why = spectra !== undefined || images.length > 0 ? undefined : refused[0]?.error;
  return { images, spectra, place, unreadable: why && `has no image that can be cut: ${withoutName(why, fits.source)}` };
}

/** Tables that cannot be read as a spectrum leave a dataset that can be had as a whole. */
const spectraIn = (opened: Images, guesses: string[], signal?: AbortSignal): Promise<Spectra | undefined> =>
  orGuess('spectrum', () => spectraOf(opened, signal), guesses);

async function orGuess<T>(what: string, read: () => Promise<T>, guesses: string[]): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DamagedError || error instanceof LimitError || error instanceof UnsupportedError)) throw error;
    guesses.push(`${what}: not understood, ${error.message}`);
    return undefined;
  }
}

function withoutName({ message }: Error, { name }: ByteSource): string {
  return message.startsWith(name) ? message.slice(name.length).replace(/^:?\s*/, '') : message;
}
