import type { HeaderCards } from '../header-cards.js';
import type { WcsTables } from '../wcs-tables.js';

/** What the distortions of a celestial pair are read with. */
export interface DistortionContext {
  readonly cards: HeaderCards;
  readonly alternate: string;
  /** 0-based axes; pairs of coordinates are in this order */
  readonly lon: number;
  readonly lat: number;
  /** 0-based reference pixel of the pair */
  readonly reference: readonly [number, number];
  /** degrees in the plane per unit of the coordinates that sequent distortions are asked for */
  readonly degrees: readonly [number, number];
  readonly tables: WcsTables;
}

/** Which coordinate of the pair an axis (1-based) is. */
export function coordinateOf({ lon, lat }: DistortionContext, axis: number): 0 | 1 | undefined {
  return axis === lon + 1 ? 0 : axis === lat + 1 ? 1 : undefined;
}
