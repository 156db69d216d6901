import type { Body, PlannedHdu } from '#products';

/** What is sent for a request: bytes that stream from the source, or a product that has to be made first. */
export interface Product {
  readonly etag: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly lastModified: Date;
  /** whose every byte can be found without making the others; without it the length is known only when the product is made */
  readonly body?: Body;
  /** Makes the product, or finds the one that was made; `leave` when its bytes are no longer needed. */
  make?(signal: AbortSignal): Promise<{ readonly body: Body; leave(): Promise<void> }>;
  /** what it is made of, as FITS without compression */
  readonly plain?: { readonly body: Body; readonly hdus: readonly PlannedHdu[] };
}
