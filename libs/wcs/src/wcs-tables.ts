/**
 * What a header's WCS keeps in other HDUs of its file, as plain data (it may be cloned to another thread). Who reads the file fills it;
 * what a header names and this lacks is refused by name.
 */
export interface WcsTables {
  /** for -TAB axes (WCS Paper III §6) */
  readonly tables?: readonly CoordinateTable[];
  /** for look-up distortions (WCSDVARR and D2IMARR, draft of WCS Paper IV) */
  readonly images?: readonly DistortionImage[];
}

/** What a WCS refers to, by EXTNAME (upper case), EXTVER and EXTLEVEL. */
export interface ExtensionKey {
  readonly name: string;
  readonly version: number;
  readonly level: number;
  /** why there are no values (missing, too large), as a phrase that follows the name of the extension */
  readonly refusal?: string;
}

/** The first row of a binary table, the columns by their names in upper case. */
export interface CoordinateTable extends ExtensionKey {
  readonly columns: Readonly<Record<string, TableArray>>;
}

export interface TableArray {
  readonly values: Float64Array;
  /** the axis that runs fastest first; of a product that is values.length */
  readonly dims: readonly number[];
  /** TUNITn */
  readonly unit?: string;
}

/** An image of corrections, in pixels, on a grid of its own: element e (1-based) is at pixel crval + cdelt · (e − crpix) of the image; with crpix = 0 both count from 0. */
export interface DistortionImage extends ExtensionKey {
  /** in single precision, as readers use them */
  readonly values: Float32Array;
  /** one or two, the axis that runs fastest first */
  readonly dims: readonly number[];
  /** per axis of `dims`, 1-based as in the header */
  readonly crpix: readonly number[];
  readonly crval: readonly number[];
  readonly cdelt: readonly number[];
}

/** The one asked for, if it is there at all (perhaps with a refusal). */
export function extensionOf<T extends ExtensionKey>(from: readonly T[] | undefined, { name, version, level }: ExtensionKey): T | undefined {
  return from?.find((one) => one.name === name && one.version === version && one.level === level);
}
