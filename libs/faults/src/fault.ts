/** What went wrong, in one word; every protocol maps these words in a table of its own (`satisfies Record<Fault, …>`). */
export const FAULTS = [
  'usage',
  'multi-valued',
  'unsupported',
  'not-found',
  'no-overlap',
  'unauthenticated',
  'forbidden',
  'limit',
  'damaged',
  'transient',
  'cancelled',
  'fatal',
] as const;

export type Fault = (typeof FAULTS)[number];
