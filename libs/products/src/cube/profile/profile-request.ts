import type { MadeColumn } from '../column-table.js';
import type { Centre } from './profile-area.js';
import type { RingsRequest, Side } from './rings.js';

export interface ProfileRequest extends RingsRequest {
  readonly centre: Centre;
  /** a table each; default both together */
  readonly sides?: readonly Side[];
  /** for radii in kpc */
  readonly distanceMpc?: number;
}

/** One side of the rings of one plane. */
export interface ProfileTable {
  readonly plane: number;
  readonly side: Side;
  readonly columns: readonly MadeColumn[];
  readonly values: readonly Float64Array[];
}
