import { join } from 'node:path';
import { DirectoryObjects, type Objects } from '#jobs';
import { resultsPlace, type Config } from '#ops';

/** The place that SODALITE_RESULTS names for the results of jobs; the AWS SDK is loaded when it is a store. */
export async function openResults({ results, state, stores }: Config): Promise<Objects> {
  const place = results === undefined ? undefined : resultsPlace(results);
  if (place === undefined) return new DirectoryObjects(results ?? join(state, 'results'));
  const { s3Objects } = await import('./s3-results.js');
  return s3Objects(
    stores.s3.find(({ name }) => name === place.store)!,
    place.prefix,
  );
}
