import {
  CancelledError,
  DamagedError,
  DomainError,
  FatalError,
  LimitError,
  TransientError,
  UnsupportedError,
  UsageError,
  type DamageSite,
  type Fault,
} from '#faults';

/** An error on its way out of a worker thread: a class does not survive it. */
export interface ToldFault {
  readonly fault: Fault;
  readonly message: string;
  readonly site?: DamageSite;
}

/** Other errors are defects, and come back as FatalError. */
export function toldFault(error: unknown): ToldFault {
  if (error instanceof DamagedError) {
    const place = new DamagedError('', error.site).message; // it stands before what is said
    return { fault: error.fault, message: error.message.slice(place.length), site: error.site };
  }
  if (error instanceof DomainError) return { fault: error.fault, message: error.message };
  return { fault: 'fatal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function faultOf({ fault, message, site }: ToldFault): DomainError {
  if (fault === 'damaged' && site) return new DamagedError(message, site);
  const Class = CLASSES[fault] ?? FatalError;
  return new Class(message);
}

/** Those that work on a cube can end in. */
const CLASSES: Partial<Record<Fault, new (message: string) => DomainError>> = {
  usage: UsageError,
  unsupported: UnsupportedError,
  limit: LimitError,
  transient: TransientError,
  cancelled: CancelledError,
};
