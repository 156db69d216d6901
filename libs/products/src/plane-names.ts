import type { Hdu, HeaderEditor } from '#fits';
import { polLabelOf } from '#region';
import { nameOf, type Image } from './image.js';

/**
 * Tells apart the HDUs that one image becomes when its planes are not evenly spaced: EXTNAME stays, or is the state (I, Q …) when there
 * was none, and EXTVER counts on, passing over what other HDUs of the file have.
 */
export class PlaneNames {
  private readonly taken: Set<string>;

  constructor(hdus: readonly Hdu[]) {
    this.taken = new Set(hdus.map(({ name, version }) => key(name, version)));
  }

  /**
   * @param plane 0-based, on the polarization axis of the image
   * @returns the EXTNAME
   */
  name(editor: HeaderEditor, image: Image, plane: number, isFirst: boolean): string {
    const { hdu, wcs } = image;
    const own = nameOf(image);
    const name = own || (polLabelOf(wcs.stokes?.codeAt(plane) ?? NaN) ?? 'PLANE');
    let version = hdu.version;
    if (own === '' || !isFirst) while (this.taken.has(key(name, version))) version += 1;
    this.taken.add(key(name, version));
    editor.set('EXTNAME', name).set('EXTVER', version);
    return name;
  }
}

const key = (name: string, version: number): string => `${name.toUpperCase()} ${version}`;
