import { catalogChanged, openCatalog as openConfigured, type Catalog } from '#catalog';
import type { Config } from '#ops';
import type { Host } from '#host';

/** The catalogue of the configuration; it tells the others when something changes, and is closed with the process. */
export async function openCatalog(host: Host, config: Config): Promise<Catalog> {
  const { bus, logger, sources } = host;
  const catalog = await openConfigured(config, { logger, sources, onChanged: () => bus.tell(catalogChanged, {}) });
  host.atEnd(() => catalog.close());
  return catalog;
}
