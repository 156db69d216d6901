import { polLabelOf } from '#region';
import { nameOf, type Image } from './image.js';
import type { Selection } from './select.js';

/** As long as a card has room for (Standard §4.2.1.1). */
const LONGEST = 68;

/**
 * EXTNAMEs for the images of several cutouts: CUTOUT1, CUTOUT2 …, with the name (or number) of the HDU where the file has several images, and the
 * polarization state where an image becomes several. Each is given once.
 */
export class CutoutNames {
  private readonly taken = new Set<string>();

  /** @param severalImages whether the file has other images */
  constructor(private readonly severalImages: boolean) {}

  /** @param number of the cutout, from 1 on; @param severalPieces whether the image becomes several */
  name(number: number, image: Image, piece: Selection, severalPieces: boolean): string {
    const { hdu, wcs } = image;
    const words = [`CUTOUT${number}`];
    if (this.severalImages) words.push(wordOf(nameOf(image)) || `HDU${hdu.index}`);
    if (severalPieces) words.push(polLabelOf(wcs.stokes?.codeAt(piece.planes!.indices[0]) ?? NaN) ?? 'PLANE');
    return this.once(words.join('_'));
  }

  /** @param word the name of the HDU, '' when that is not needed */
  named(number: number, word: string): string {
    return this.once(word === '' ? `CUTOUT${number}` : `CUTOUT${number}_${wordOf(word)}`);
  }

  private once(wanted: string): string {
    for (let count = 1; ; count++) {
      const suffix = count === 1 ? '' : `_${count}`;
      const name = wanted.slice(0, LONGEST - suffix.length) + suffix;
      if (this.taken.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }
}

/** Of characters that need no quoting wherever a name is used. */
const wordOf = (name: string): string =>
  name
    .trim()
    .toUpperCase()
    .replaceAll(/[^A-Z0-9.-]+/g, '_');
