import { event, question } from '#bus';
import type { ServiceDescriptor } from '#ivoa';
import type { CatalogStatus, Dataset } from './catalog.js';

/** Which dataset is this ID? NotFoundError for an unknown one. */
export const resolveDataset = question<{ readonly id: string }, Dataset>('sodalite.catalog.v1.resolve');

/** Some datasets that can be cut, for examples and self-tests. */
export const sampleDatasets = question<{ readonly count: number }, readonly Dataset[]>('sodalite.catalog.v1.sample');

export const catalogStatus = question<Record<string, never>, CatalogStatus>('sodalite.catalog.v1.status');

/** Datasets have come, changed or gone: whoever keeps answers about them lets go of them. */
export const catalogChanged = event<Record<string, never>>('sodalite.catalog.v1.changed');

/** What a compute service can do with a dataset; undefined when nothing. Each service answers under its own name. */
export const describeDataset = (service: string) =>
  question<{ readonly id: string; readonly dataset: Dataset; readonly descriptorId: string }, ServiceDescriptor | undefined>(
    `sodalite.${service}.v1.describe`,
  );

/** How far a product is that is being computed: `part` from 0 to 1. */
export const productProgress = event<{ readonly service: string; readonly id: string; readonly etag: string; readonly part: number }>(
  'sodalite.products.v1.progress',
);
