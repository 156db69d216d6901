import { catalogChanged, DirectoryCatalog, LocatorCatalog, type Catalog } from '#catalog';
import type { Config } from '#ops';
import type { Host } from '#host';

/** The catalogue of the configuration; it tells the others when something changes, and is closed with the process. */
export async function openCatalog(host: Host, config: Config): Promise<Catalog> {
  const { bus, logger, sources } = host;
  const directory = await DirectoryCatalog.open(config, logger);
  directory.onChanged(() => bus.tell(catalogChanged, {}));
  const catalog = config.locators.length === 0 ? directory : new LocatorCatalog(directory, config.locators, sources);
  host.atEnd(() => catalog.close());
  return catalog;
}
