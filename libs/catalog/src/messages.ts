import { mappedRpc, mappedTold, type Mapping, type Question } from '#bus';
import { FatalError, UsageError } from '#faults';
import type { ServiceDescriptor } from '#ivoa';
import {
  CatalogService,
  ChangedEventSchema,
  CubeService,
  PreviewService,
  ProgressEventSchema,
  SodaService,
  type DescribeRequest,
  type DescribeResponse,
  type ProgressEvent,
  type ResolveRequest,
  type ResolveResponse,
  type SampleRequest,
  type SampleResponse,
  type StatusRequest,
} from '#proto';
import type { Dataset } from './catalog.js';
import { datasetFrom, datasetTo } from './wire/dataset.js';
import { descriptorFrom, descriptorTo } from './wire/descriptor.js';
import { statusFrom, statusTo } from './wire/status.js';

const id: Mapping<{ readonly id: string }, ResolveRequest> = { to: ({ id }) => ({ id }), from: ({ id }) => ({ id }) };
const found: Mapping<Dataset, ResolveResponse> = {
  to: (dataset) => ({ dataset: datasetTo(dataset) }),
  from: ({ dataset }) => datasetFrom(present(dataset)),
};

/** Which dataset is this ID? NotFoundError for an unknown one. */
export const resolveDataset = mappedRpc(CatalogService.method.resolve, id, found);

const count: Mapping<{ readonly count: number }, SampleRequest> = { to: ({ count }) => ({ count }), from: ({ count }) => ({ count }) };
const several: Mapping<readonly Dataset[], SampleResponse> = {
  to: (datasets) => ({ datasets: datasets.map(datasetTo) }),
  from: ({ datasets }) => datasets.map(datasetFrom),
};

/** Some datasets that can be cut, for examples and self-tests. */
export const sampleDatasets = mappedRpc(CatalogService.method.sample, count, several);

const nothing = { to: () => ({}), from: () => ({}) } satisfies Mapping<Record<string, never>, StatusRequest>;

export const catalogStatus = mappedRpc(CatalogService.method.status, nothing, { to: statusTo, from: statusFrom });

/** Datasets have come, changed or gone: whoever keeps answers about them lets go of them. */
export const catalogChanged = mappedTold(ChangedEventSchema, { to: () => ({}), from: (): Record<string, never> => ({}) });

/** A dataset under the ID that the client used, and the XML ID that the descriptor is to have. */
export interface DescribedDataset {
  readonly id: string;
  readonly dataset: Dataset;
  readonly descriptorId: string;
}

const described: Mapping<DescribedDataset, DescribeRequest> = {
  to: ({ id, dataset, descriptorId }) => ({ id, dataset: datasetTo(dataset), descriptorId }),
  from: ({ id, dataset, descriptorId }) => {
    if (!dataset) throw new UsageError('dataset must be there: it is what is to be described');
    return { id, dataset: datasetFrom(dataset), descriptorId };
  },
};
const description: Mapping<ServiceDescriptor | undefined, DescribeResponse> = {
  to: (descriptor) => ({ descriptor: descriptor && descriptorTo(descriptor) }),
  from: ({ descriptor }) => descriptor && descriptorFrom(descriptor),
};
const DESCRIBING = {
  soda: SodaService.method.describe,
  cube: CubeService.method.describe,
  preview: PreviewService.method.describe,
};

/**
 * What a compute service can do with a dataset; undefined when nothing.
 * @param service `soda`, or with an operation `cube.moment`: each is answered under a subject of its own
 */
export function describeDataset(service: string): Question<DescribedDataset, ServiceDescriptor | undefined> {
  const [name, ...operation] = service.split('.');
  if (!Object.hasOwn(DESCRIBING, name)) throw new FatalError(`service must be one of ${Object.keys(DESCRIBING).join(', ')}, got ${name}`);
  return mappedRpc(DESCRIBING[name as keyof typeof DESCRIBING], described, description, ...operation);
}

/** How far a product is that is being computed. */
export interface ProductProgress {
  /** as in `describeDataset` */
  readonly service: string;
  readonly id: string;
  readonly etag: string;
  /** 0 to 1 */
  readonly part: number;
}

export const productProgress = mappedTold<ProgressEvent, ProductProgress>(ProgressEventSchema, {
  to: (progress) => ({ ...progress }),
  from: ({ service, id, etag, part }) => ({ service, id, etag, part }),
});

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new FatalError('the answer of the catalogue has no dataset');
  return value;
}
