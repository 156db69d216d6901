import { CUTOUT_FORMATS, negotiateFormat, type SodaRequest } from '#ivoa';
import type { Format } from './plan-product.js';
import type { Product } from './product.js';

/** What RESPONSEFORMAT asks for. */
export interface AskedFormat {
  readonly name: Format;
  /** as it was asked for: a format has several names */
  readonly contentType: string;
}

/** @throws UsageError for a format that is none of ours */
export function formatOf({ responseFormat }: SodaRequest): AskedFormat | undefined {
  return responseFormat === undefined ? undefined : (negotiateFormat(responseFormat, CUTOUT_FORMATS) as AskedFormat);
}

/** A format may be asked for by any of its names, and is answered by that one. */
export function namedAs(asked: AskedFormat | undefined, { contentType }: Product): string {
  return asked?.name === 'fits' && contentType === 'application/fits' ? asked.contentType : contentType;
}
