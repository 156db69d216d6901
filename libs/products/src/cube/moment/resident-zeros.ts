import type { Zeros } from './zero-tally.js';

/** Of so many blocks it is kept; some bytes for each channel. */
const MOST = 64;

/** What was counted when blocks were read that stay on a GPU since: by their names, for they need not be read again. The one used longest ago goes. */
const KEPT = new Map<string, Zeros>();

export function keepZeros(name: string, { valid, zeros }: Zeros): void {
  KEPT.delete(name);
  KEPT.set(name, { valid: valid.slice(), zeros: zeros.slice() });
  if (KEPT.size > MOST) KEPT.delete(KEPT.keys().next().value!);
}

export function keptZeros(name: string | undefined): Zeros | undefined {
  const found = name === undefined ? undefined : KEPT.get(name);
  if (found) keepZeros(name!, found);
  return found;
}
