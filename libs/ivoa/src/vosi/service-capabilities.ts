import { type CubeOperation, cubePath, OPERATION_ABOUT } from '../cube/operations.js';
import { CUTOUT_FORMATS, DATALINK_MEDIA_TYPE, VOTABLE_MEDIA_TYPE } from '../dali/response-format.js';
import { DATALINK_STANDARD_ID, LINKS_PATH } from '../datalink/links.js';
import { SIA2_STANDARD_ID } from '../sia2/document.js';
import { SIA2_PATH } from '../sia2/self-descriptor.js';
import { SODA_ASYNC_PATH, SODA_ASYNC_STANDARD_ID, SODA_SYNC_PATH, SODA_SYNC_STANDARD_ID } from '../soda/descriptor.js';
import { SSA_PATH, SSA_STANDARD_ID } from '../ssa/document.js';
import type { Capability } from './capabilities.js';

/** `/<service>` of the outside interface. */
export type ServiceName = 'soda' | 'datalink' | 'sia' | 'ssa' | `cube/${CubeOperation}`;

export interface ServiceOptions {
  /** the job list is served */
  readonly async?: boolean;
  /** query string of a call that has a result, for the validators of a registry; pyVO 1.2 prints a warning for it */
  readonly testQuery?: string;
}

/** What each service declares: VOSI's resources, its siblings, then its own. */
export function serviceCapabilities(service: ServiceName, options: ServiceOptions = {}): Capability[] {
  return [
    { standardId: 'ivo://ivoa.net/std/VOSI#capabilities', path: `/${service}/capabilities`, use: 'full' },
    { standardId: 'ivo://ivoa.net/std/VOSI#availability', path: `/${service}/availability`, use: 'full' },
    ...(isCube(service) ? cubeCapabilities(service, options) : OWN[service](options)),
  ];
}

/** Of no standard but our own. */
export const cubeStandardId = (operation: CubeOperation, mode: 'sync' | 'async' = 'sync'): string =>
  `ivo://sodalite.local/std/cube#${operation}-${mode}-1.0`;

function isCube(service: ServiceName): service is `cube/${CubeOperation}` {
  return service.startsWith('cube/');
}

function cubeCapabilities(service: `cube/${CubeOperation}`, { async = false, testQuery }: ServiceOptions): Capability[] {
  const operation = service.slice('cube/'.length) as CubeOperation;
  const resultType = CUTOUT_FORMATS.find(({ name }) => name === OPERATION_ABOUT[operation].formats[0])!.contentType;
  return [
    { use: 'base', standardId: cubeStandardId(operation), path: cubePath(operation), resultType, testQuery },
    ...(async ? [{ use: 'full', standardId: cubeStandardId(operation, 'async'), path: `/${service}/async` } as const] : []),
    { standardId: 'ivo://ivoa.net/std/DALI#examples', path: `/${service}/examples`, use: 'full' },
  ];
}

const STANDARD_CALL = { use: 'base', standard: true } as const;

const OWN: Readonly<Record<Exclude<ServiceName, `cube/${string}`>, (options: ServiceOptions) => Capability[]>> = {
  soda: ({ async = false, testQuery }) => [
    {
      ...STANDARD_CALL,
      standardId: SODA_SYNC_STANDARD_ID,
      path: SODA_SYNC_PATH,
      resultType: CUTOUT_FORMATS[0].contentType,
      testQuery,
    },
    ...(async ? [{ standardId: SODA_ASYNC_STANDARD_ID, path: SODA_ASYNC_PATH, use: 'full', standard: true } as const] : []),
    { standardId: 'ivo://ivoa.net/std/DALI#examples', path: '/soda/examples', use: 'full' },
  ],
  datalink: ({ testQuery }) => [
    {
      ...STANDARD_CALL,
      standardId: DATALINK_STANDARD_ID,
      path: LINKS_PATH,
      resultType: DATALINK_MEDIA_TYPE,
      testQuery,
    },
  ],
  sia: ({ testQuery }) => [
    {
      ...STANDARD_CALL,
      standardId: SIA2_STANDARD_ID,
      path: SIA2_PATH,
      resultType: VOTABLE_MEDIA_TYPE,
      testQuery,
    },
  ],
  ssa: ({ testQuery }) => [{ ...STANDARD_CALL, standardId: SSA_STANDARD_ID, path: SSA_PATH, resultType: VOTABLE_MEDIA_TYPE, testQuery }],
};
