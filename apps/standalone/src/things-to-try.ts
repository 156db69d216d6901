import type { Catalog } from '#catalog';
import { sodaDescriptor } from '#ivoa';

/** Three commands that work on what is being served. */
export async function thingsToTry(catalog: Catalog, url: string): Promise<string> {
  const [dataset] = await catalog.sample(1);
  if (!dataset) return `Put FITS files into the data directory, then try\n  curl '${url}/sia/query'\n`;
  const id = encodeURIComponent(dataset.id);
  const cutout = sodaDescriptor(dataset.id, dataset.domain).exampleQuery ?? `ID=${id}`;
  return [
    'Try',
    `  curl '${url}/sia/query?MAXREC=5'`,
    `  curl '${url}/datalink/links?ID=${id}'`,
    `  curl -OJ '${url}/soda/sync?${cutout}'`,
    '',
  ].join('\n');
}
