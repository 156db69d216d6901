import type { Fault } from './fault.js';

/** An error that a client may be told of: its message is a sentence for the user, never a stack trace or a path. */
export abstract class DomainError extends Error {
  abstract readonly fault: Fault;
  override get name(): string {
    return this.constructor.name;
  }
}

/** A parameter is wrong; the message names it, what was given, and what is expected. */
export class UsageError extends DomainError {
  readonly fault = 'usage';
}

/** More values of a parameter than this service takes (SODA 1.0 §4.1). */
export class MultiValuedError extends DomainError {
  readonly fault = 'multi-valued';
}

/** The request or the file is right, but asks for something that Sodalite does not do; the message names it. */
export class UnsupportedError extends DomainError {
  readonly fault = 'unsupported';
}

export class NotFoundError extends DomainError {
  readonly fault = 'not-found';
}

/** The filters leave no pixel (SODA: 204). */
export class NoOverlapError extends DomainError {
  readonly fault = 'no-overlap';
}

export class UnauthenticatedError extends DomainError {
  readonly fault = 'unauthenticated';
}

export class ForbiddenError extends DomainError {
  readonly fault = 'forbidden';
}

/** Too large (`reason: 'size'`) or too often (`reason: 'rate'`, worth another try after `retryAfterSeconds`). */
export class LimitError extends DomainError {
  readonly fault = 'limit';
  constructor(
    message: string,
    readonly reason: 'size' | 'rate' = 'size',
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** Where in a file the damage is: `offset` in bytes from its start, `hdu` 0-based, `card` 1-based within its header. */
export interface DamageSite {
  readonly file: string;
  readonly hdu?: number;
  readonly offset?: number;
  readonly card?: number;
}

/** A file is not what it claims to be. The message names file, HDU, offset and card, as far as known. */
export class DamagedError extends DomainError {
  readonly fault = 'damaged';
  constructor(
    what: string,
    readonly site: DamageSite,
    options?: ErrorOptions,
  ) {
    super(`${describe(site)}: ${what}`, options);
  }
}

/** It may work when tried again. */
export class TransientError extends DomainError {
  readonly fault = 'transient';
  constructor(
    message: string,
    readonly retryAfterSeconds = 5,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The one who asked has gone. */
export class CancelledError extends DomainError {
  readonly fault = 'cancelled';
}

/** It cannot work, and the client is not to blame. */
export class FatalError extends DomainError {
  readonly fault = 'fatal';
}

function describe({ file, hdu, offset, card }: DamageSite): string {
  const place = [
    hdu === undefined ? undefined : `HDU ${hdu}`,
    card === undefined ? undefined : `card ${card}`,
    offset === undefined ? undefined : `byte ${offset}`,
  ].filter((part) => part !== undefined);
  return place.length === 0 ? file : `${file} (${place.join(', ')})`;
}
