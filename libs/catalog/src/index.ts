export {
  Catalog,
  DEFAULT_MAXREC,
  HIGHEST_MAXREC,
  type CatalogStatus,
  type Dataset,
  type DatasetFile,
  type FoundDatasets,
  type Search,
  type SearchResult,
} from './catalog.js';
export { withAccessUrl } from './access-url.js';
export { DatasetCache } from './dataset-cache.js';
export { datasetId, keyOf } from './dataset-id.js';
export { DirectoryCatalog, type DirectoryCatalogOptions } from './directory-catalog.js';
export { LocatorCatalog, type LocatorCatalogOptions } from './locate/locator-catalog.js';
export {
  catalogChanged,
  catalogStatus,
  describeDataset,
  productProgress,
  resolveDataset,
  sampleDatasets,
  type DescribedDataset,
  type Offer,
} from './messages.js';
export { openCatalog, type OpenCatalogOptions } from './open-catalog.js';
export type { OpenFile } from './open-files/open-file.js';
export { OpenFiles, type OpenFilesOptions } from './open-files/open-files.js';
export { PostgresCatalog, type PostgresCatalogOptions } from './postgres-catalog.js';
export { formatReport, scanReport, type ReportedDataset, type ScanReport } from './report.js';
export { CatalogServiceStatus } from './service-status.js';
export { scanInto, type ScanIntoOptions, type ScanIntoResult } from './scan-into.js';
