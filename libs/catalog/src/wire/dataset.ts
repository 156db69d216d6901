import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { UsageError } from '#faults';
import type { Dataset as DatasetMessage, DatasetSchema, Source, SourceSchema } from '#proto';
import type { SourceDescription } from '#storage';
import type { Dataset, DatasetFile } from '../catalog.js';
import { domainFrom, domainTo } from './domain.js';
import { nothingLeft } from './rest.js';
import { rowFrom, rowTo } from './row.js';

export function datasetTo(dataset: Dataset): MessageInitShape<typeof DatasetSchema> {
  const { id, row, file, domain, refusal, ...rest } = dataset;
  const { source, compression, name, bytes, etag, lastModified, contentType, ...restOfFile } = file;
  nothingLeft(rest);
  nothingLeft(restOfFile);
  return {
    id,
    row: rowTo(row),
    file: {
      source: sourceTo(source),
      compression,
      name,
      bytes: BigInt(bytes),
      etag,
      lastModified: timestampFromDate(lastModified),
      contentType,
    },
    domain: domainTo(domain),
    refusal,
  };
}

/** @throws UsageError for a message that lacks what every dataset has */
export function datasetFrom({ id, row, file, domain, refusal }: DatasetMessage): Dataset {
  if (id === '' || !row || !file?.lastModified || !domain)
    throw new UsageError('dataset must have id, row, file with last_modified, and domain');
  return {
    id,
    row: rowFrom(row),
    file: {
      source: sourceFrom(file.source),
      compression: file.compression as DatasetFile['compression'],
      name: file.name,
      bytes: Number(file.bytes),
      etag: file.etag,
      lastModified: timestampDate(file.lastModified),
      contentType: file.contentType,
    },
    domain: domainFrom(domain),
    refusal,
  };
}

const SOURCES = {
  file: ({ path }) => ({ source: { case: 'file', value: { path } } }),
  http: ({ url }) => ({ source: { case: 'http', value: { url } } }),
  s3: ({ store, bucket, key }) => ({ source: { case: 's3', value: { store, bucket, key } } }),
} satisfies {
  [K in SourceDescription['kind']]: (source: Extract<SourceDescription, { kind: K }>) => MessageInitShape<typeof SourceSchema>;
};

function sourceTo(source: SourceDescription): MessageInitShape<typeof SourceSchema> {
  return (SOURCES[source.kind] as (source: SourceDescription) => MessageInitShape<typeof SourceSchema>)(source);
}

function sourceFrom(message: Source | undefined): SourceDescription {
  const source = message?.source;
  if (!source?.case) throw new UsageError('file.source must be one of file, http and s3');
  const { $typeName: _, ...value } = source.value;
  return { kind: source.case, ...value } as SourceDescription;
}
