/** The messages of proto/, made by `node tools/run.mjs build`. */
export { CancelEventSchema, CreditSchema, type CancelEvent } from './gen/sodalite/bus/v1/control_pb.js';
export { DamageSiteSchema, FaultSchema, type Fault } from './gen/sodalite/bus/v1/fault_pb.js';
export {
  CatalogService,
  ChangedEventSchema,
  type ResolveRequest,
  type ResolveResponse,
  type SampleRequest,
  type SampleResponse,
  type StatusRequest,
  type StatusResponse,
} from './gen/sodalite/catalog/v1/catalog_pb.js';
export {
  DatasetSchema,
  DomainSchema,
  SourceSchema,
  type Dataset,
  type Domain,
  type Interval,
  type Source,
} from './gen/sodalite/catalog/v1/dataset_pb.js';
export {
  DescribeRequestSchema,
  DescribeResponseSchema,
  ServiceDescriptorSchema,
  type DescribeRequest,
  type DescribeResponse,
  type InputParam,
  type ServiceDescriptor,
} from './gen/sodalite/catalog/v1/describe_pb.js';
export { ObsCoreRowSchema, type ObsCoreRow } from './gen/sodalite/catalog/v1/obscore_pb.js';
export {
  CubeService,
  MakeRequestSchema,
  MakeResponseSchema,
  PlaneHeadSchema,
  PlaneRequestSchema,
  PlaneResponseSchema,
  type MakeRequest,
  type MakeResponse,
  type PlaneHead,
  type PlaneRequest,
  type PlaneResponse,
} from './gen/sodalite/cube/v1/cube_pb.js';
export { JobSchema, JobsService, type Job, type JobResult } from './gen/sodalite/jobs/v1/jobs_pb.js';
export {
  DrawRequestSchema,
  DrawResponseSchema,
  PreviewService,
  type DrawRequest,
  type DrawResponse,
} from './gen/sodalite/preview/v1/preview_pb.js';
export {
  ParameterSchema,
  ProductReferenceSchema,
  ProgressEventSchema,
  type Parameter,
  type ProductReference,
  type ProgressEvent,
} from './gen/sodalite/products/v1/products_pb.js';
export { CutRequestSchema, CutResponseSchema, SodaService, type CutRequest, type CutResponse } from './gen/sodalite/soda/v1/soda_pb.js';
