import type { Shape } from '#region';

/** Which part of the data a product is made from; what is absent does not restrict. */
export interface Filters {
  /** ICRS; with the parameter and the text it came from, for messages and provenance */
  readonly shape?: { readonly parameter: string; readonly text: string; readonly shape: Shape };
  /** vacuum wavelength in the file's own spectral frame; ±Infinity leaves an end open */
  readonly bandMetres?: readonly [number, number];
  /** MJD, UTC */
  readonly timeMjd?: readonly [number, number];
  /** labels of POL_STATES; all of them together are one filter */
  readonly pols?: readonly string[];
  /** 1-based, inclusive, on the spectral axis */
  readonly channels?: readonly [number, number];
  /** EXTNAME or 0-based number */
  readonly hdu?: string;
}

/** One line that says the same for the same request, however it was spelled. */
export function canonical(filters: Filters): string {
  const { shape, bandMetres, timeMjd, pols, channels, hdu } = filters;
  return [
    shape && `${shape.parameter}=${shape.text}`,
    bandMetres && `BAND=${bandMetres.join(' ')}`,
    timeMjd && `TIME=${timeMjd.join(' ')}`,
    pols && `POL=${pols.join(',')}`,
    channels && `CHANNEL=${channels.join(' ')}`,
    hdu !== undefined && `HDU=${hdu}`,
  ]
    .filter(Boolean)
    .join(' ');
}

export function isEmpty(filters: Filters): boolean {
  return canonical(filters) === '';
}
