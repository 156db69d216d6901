import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Params } from '#ivoa';
import type { Parameter, ProductReferenceSchema } from '#proto';
import type { MadeAnswer } from './answer.js';

/** A request that came over the bus, in the forms of one over HTTP. */
export interface AskedOverBus {
  readonly params: Params;
  /** of the same request over HTTP, without `?` */
  readonly query: string;
}

export function askedOverBus(parameters: readonly Parameter[]): AskedOverBus {
  const pairs = parameters.flatMap(({ name, values }) => values.map((value): [string, string] => [name, value]));
  return { params: Params.from(pairs), query: new URLSearchParams(pairs).toString() };
}

/** Where a product is fetched, and what it is. */
export function productReference(
  url: string,
  { contentType, length, etag, fileName, lastModified }: Omit<MadeAnswer, 'make' | 'headers'>,
): MessageInitShape<typeof ProductReferenceSchema> {
  return {
    url,
    mediaType: contentType,
    bytes: length === undefined ? undefined : BigInt(length),
    etag: `"${etag}"`,
    fileName,
    lastModified: timestampFromDate(lastModified),
  };
}
