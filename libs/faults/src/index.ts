export { FAULTS, type Fault } from './fault.js';
export {
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
} from './domain-error.js';
