import type { Config, Logger } from '#ops';
import type { Catalog } from './catalog.js';
import { DirectoryCatalog } from './directory-catalog.js';
import { LocatorCatalog, type LocatorCatalogOptions } from './locate/locator-catalog.js';
import { PostgresCatalog } from './postgres-catalog.js';
import { isPostgresUrl } from './postgres/place.js';

export interface OpenCatalogOptions {
  readonly logger: Logger;
  /** How the bytes of located datasets are had. */
  readonly sources: Pick<LocatorCatalogOptions, 'opener' | 'expanded'>;
  /** Datasets have come, changed or gone. */
  readonly onChanged: () => void;
}

/** The catalogue of the configuration. Throws what opening it throws. */
export async function openCatalog(config: Config, { logger, sources, onChanged }: OpenCatalogOptions): Promise<Catalog> {
  const inner = isPostgresUrl(config.catalog)
    ? await PostgresCatalog.open(config, logger, { onChanged })
    : await openDirectory(config, logger, onChanged);
  return config.locators.length === 0 ? inner : new LocatorCatalog(inner, config.locators, sources);
}

async function openDirectory(config: Config, logger: Logger, onChanged: () => void): Promise<Catalog> {
  const catalog = await DirectoryCatalog.open(config, logger);
  catalog.onChanged(onChanged);
  return catalog;
}
