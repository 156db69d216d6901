import { DomainError, FatalError, TransientError } from '#faults';

/** Classes and codes of SQLSTATE that may be others next time, also because somebody sets right what is wrong with the server. */
const PASSING = /^(08|28|3D|40|53|55|57|58|25006|42501|42P01|42703|3F)/;
/** … and those that a new connection is worth trying for, at once. */
const RECONNECT = /^(08|57P0)/;
const AWAY = 'the database of the catalogue cannot be reached at the moment';

/** What a client may be told; the words of the database are the cause. */
export function databaseFault(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const state = sqlState(error);
  const options = { cause: error };
  if (state === undefined) return new TransientError(AWAY, undefined, options);
  if (state === '57014') return new TransientError('the database of the catalogue took too long to answer', undefined, options);
  if (state.startsWith('42')) return new TransientError('the index of the catalogue cannot be read at the moment', undefined, options);
  return PASSING.test(state) ? new TransientError(AWAY, undefined, options) : new FatalError('the catalogue index failed', options);
}

/** The connection had been lost, perhaps long ago. */
export function isLost(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined ? !/timeout/i.test((error as Error).message) : RECONNECT.test(state);
}

/** For the log: it has no password in it, for neither PostgreSQL nor its client ever say one. */
export function wordsOf(error: unknown): string {
  const { message, cause } = error as Error;
  const said = cause instanceof Error ? cause : (error as Error);
  return [sqlState(said), (said as AggregateError).errors?.[0]?.message ?? said.message ?? message].filter(Boolean).join(' ');
}

function sqlState(error: unknown): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in (error as object) ? code : undefined;
}
