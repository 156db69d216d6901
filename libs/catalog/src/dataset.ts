import type { Dataset } from './catalog.js';
import { domainOf, type DatasetRecord } from './index-store/entry.js';

/** A record under its ID; `name` is how the file is called to people. */
export function datasetOf(id: string, name: string, record: DatasetRecord): Dataset {
  const { row, source, compression, bytes, etag, lastModified, contentType, refusal } = record;
  const file = { source, compression, name, bytes, etag, lastModified: new Date(lastModified), contentType };
  return { id, row, file, domain: domainOf(record), refusal: refusal && `${name} ${refusal}` };
}
