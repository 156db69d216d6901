import type { Body } from '#products';

/** A whole document, ready to send. */
export interface TextAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Bytes that stream: a file, or a product whose every byte can be found on its own. */
export interface ByteAnswer {
  readonly body: Body;
  /** strong validator, without quotes */
  readonly etag: string;
  readonly lastModified: Date;
  readonly contentType: string;
  /** for Content-Disposition */
  readonly fileName: string;
  readonly headers?: Readonly<Record<string, string>>;
}
