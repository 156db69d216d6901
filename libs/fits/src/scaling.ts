import type { Header } from './header.js';

/** physical = bzero + bscale × stored (Standard §4.4.2.5); `blank` is the stored whole number that means "no value". */
export interface Scaling {
  readonly bscale: number;
  readonly bzero: number;
  readonly blank?: number;
}

/** BSCALE, BZERO and, for whole-number pixels only (§4.4.2.5), BLANK. */
export function scalingOf(header: Header): Scaling {
  const bscale = header.number('BSCALE') ?? 1;
  const bzero = header.number('BZERO') ?? 0;
  const blank = (header.integer('BITPIX') ?? 0) > 0 ? header.number('BLANK') : undefined;
  return blank === undefined ? { bscale, bzero } : { bscale, bzero, blank };
}
