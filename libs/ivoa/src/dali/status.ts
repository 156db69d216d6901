import type { Fault } from '#faults';

/** HTTP's status for each fault; a protocol that differs overrides a cell. A fault without a status does not compile. */
export const voStatus = {
  usage: 400,
  'multi-valued': 400,
  unsupported: 400,
  'not-found': 404,
  'no-overlap': 404,
  unauthenticated: 401,
  forbidden: 403,
  limit: 413,
  damaged: 500,
  transient: 503,
  cancelled: 503,
  fatal: 500,
} as const satisfies Record<Fault, number>;
