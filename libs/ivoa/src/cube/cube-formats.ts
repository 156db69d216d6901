import { UnsupportedError } from '#faults';
import { quote } from '../dali/quote.js';
import { CUTOUT_FORMATS, negotiateFormat, type ChosenFormat } from '../dali/response-format.js';

/** Formats of products, by the names of CUTOUT_FORMATS; the first of an operation's is its default. */
export type CubeFormat = 'fits' | 'votable' | 'csv';

const PICTURES = /^(image\/)?(png|jpe?g|webp|svg)\b/i;

/**
 * @param offers the formats of the operation
 * @throws UnsupportedError for pictures, UsageError for what is not offered
 */
export function cubeFormat(asked: string | undefined, offers: readonly CubeFormat[]): ChosenFormat & { readonly name: CubeFormat } {
  if (PICTURES.test(asked?.trim() ?? ''))
    throw new UnsupportedError(
      `RESPONSEFORMAT ${quote(asked!)} is a picture, which this release of Sodalite does not draw; it gives ${offers.join(', ')}`,
    );
  const chosen = negotiateFormat(
    asked,
    offers.map((name) => CUTOUT_FORMATS.find((offer) => offer.name === name)!),
  );
  return chosen as ChosenFormat & { readonly name: CubeFormat };
}
