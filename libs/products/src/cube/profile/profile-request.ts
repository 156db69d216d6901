import type { MadeColumn } from '../column-table.js';
import type { Centre } from './profile-area.js';
import type { RingPart, Sector, Side } from './ring-parts.js';
import type { RingsRequest } from './rings.js';

export interface ProfileRequest extends RingsRequest {
  readonly centre: Centre;
  /** a table each; default both together, unless there are sectors */
  readonly sides?: readonly Side[];
  readonly sectors?: readonly Sector[];
  /** for radii in kpc */
  readonly distanceMpc?: number;
}

/** One part of the rings of one plane. */
export interface ProfileTable {
  readonly plane: number;
  readonly part: RingPart;
  readonly columns: readonly MadeColumn[];
  readonly values: readonly Float64Array[];
}
