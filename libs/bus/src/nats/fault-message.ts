import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  CancelledError,
  DamagedError,
  DomainError,
  FatalError,
  ForbiddenError,
  LimitError,
  MultiValuedError,
  NoOverlapError,
  NotFoundError,
  TransientError,
  UnauthenticatedError,
  UnsupportedError,
  UsageError,
  type DamageSite,
  type Fault,
} from '#faults';
import { FaultSchema, type Fault as FaultMessage } from '#proto';

/** What a fault says on the wire. */
export function faultMessageOf(error: DomainError): FaultMessage {
  const init: MessageInitShape<typeof FaultSchema> = { fault: error.fault, message: error.message };
  if (error instanceof LimitError) Object.assign(init, { reason: error.reason, retryAfterSeconds: error.retryAfterSeconds });
  if (error instanceof TransientError) init.retryAfterSeconds = error.retryAfterSeconds;
  if (error instanceof DamagedError) {
    const { offset, ...site } = error.site;
    init.site = { ...site, offset: offset === undefined ? undefined : BigInt(offset) };
  }
  return create(FaultSchema, init);
}

/** The error that the other side threw. */
export function errorOf(message: FaultMessage): DomainError {
  const make = Object.hasOwn(ERRORS, message.fault) ? ERRORS[message.fault as Fault] : undefined;
  return make ? make(message) : new FatalError(message.message);
}

const ERRORS = {
  usage: ({ message }) => new UsageError(message),
  'multi-valued': ({ message }) => new MultiValuedError(message),
  unsupported: ({ message }) => new UnsupportedError(message),
  'not-found': ({ message }) => new NotFoundError(message),
  'no-overlap': ({ message }) => new NoOverlapError(message),
  unauthenticated: ({ message }) => new UnauthenticatedError(message),
  forbidden: ({ message }) => new ForbiddenError(message),
  limit: ({ message, reason, retryAfterSeconds }) => new LimitError(message, reason === 'rate' ? 'rate' : 'size', retryAfterSeconds),
  damaged: ({ message, site }) => damagedOf(message, site),
  transient: ({ message, retryAfterSeconds }) => new TransientError(message, retryAfterSeconds),
  cancelled: ({ message }) => new CancelledError(message),
  fatal: ({ message }) => new FatalError(message),
} satisfies Record<Fault, (message: FaultMessage) => DomainError>;

function damagedOf(message: string, sent: FaultMessage['site']): DamagedError {
  const site: DamageSite = { file: sent?.file ?? '' };
  if (sent?.hdu !== undefined) Object.assign(site, { hdu: sent.hdu });
  if (sent?.offset !== undefined) Object.assign(site, { offset: Number(sent.offset) });
  if (sent?.card !== undefined) Object.assign(site, { card: sent.card });
  // The message begins with the site, which the error puts there itself.
  const place = new DamagedError('', site).message;
  return new DamagedError(message.startsWith(place) ? message.slice(place.length) : message, site);
}
