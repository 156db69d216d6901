import { mappedCodec, mappedRpc, mappedTold, question, type Mapping, type Question } from '#bus';
import { FatalError, UsageError } from '#faults';
import type { ServiceDescriptor } from '#ivoa';
import {
  CatalogService,
  ChangedEventSchema,
  DescribeRequestSchema,
  DescribeResponseSchema,
  ProgressEventSchema,
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

/** A dataset under the ID that the client used. */
export interface DescribedDataset {
  readonly id: string;
  readonly dataset: Dataset;
}

/** One thing that a service does with a dataset: a row of {links} and the descriptor that it points to. */
export interface Offer {
  /** its XML ID is unique among the offers of its service */
  readonly descriptor: ServiceDescriptor;
  /** term of the vocabulary of DataLink, as `#cutout` */
  readonly semantics: string;
  readonly description: string;
}

const described: Mapping<DescribedDataset, DescribeRequest> = {
  to: ({ id, dataset }) => ({ id, dataset: datasetTo(dataset) }),
  from: ({ id, dataset }) => {
    if (!dataset) throw new UsageError('dataset must be there: it is what is to be described');
    return { id, dataset: datasetFrom(dataset) };
  },
};
const offered: Mapping<readonly Offer[], DescribeResponse> = {
  to: (offers) => ({
    offers: offers.map(({ descriptor, semantics, description }) => ({ descriptor: descriptorTo(descriptor), semantics, description })),
  }),
  from: ({ offers }) =>
    offers.map(({ descriptor, semantics, description }) => {
      if (!descriptor) throw new UsageError('an offer must have a descriptor');
      return { descriptor: descriptorFrom(descriptor), semantics, description };
    }),
};

/** What a compute service can do with a dataset, in the order of the rows. @param service its name: `soda`, `cube`, or whoever else answers this */
export function describeDataset(service: string): Question<DescribedDataset, readonly Offer[]> {
  return question(
    `sodalite.${service}.v1.describe`,
    mappedCodec(DescribeRequestSchema, described),
    mappedCodec(DescribeResponseSchema, offered),
  );
}

/** How far a product is that is being computed. */
export interface ProductProgress {
  /** `soda`, or with the operation `cube.moment` */
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
