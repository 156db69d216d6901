import type { Body } from '#products';

/** A whole document, ready to send. */
export interface TextAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
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

/** Bytes that have to be made, or found where they were kept, before the first of them can be sent. */
export interface MadeAnswer extends Omit<ByteAnswer, 'body'> {
  /** bytes; undefined when nobody knows before they are made */
  readonly length?: number;
  /** Throws what the making would refuse at once; HEAD is refused alike. */
  check?(): void;
  /** They are kept until `leave`. Not given when only HEAD was asked. */
  make?(signal: AbortSignal): Promise<Made>;
}

export interface Made {
  readonly body: Body;
  leave(): Promise<void>;
  /** what came out instead of what was announced, when it could not be made that way */
  readonly instead?: Omit<ByteAnswer, 'body'>;
}
