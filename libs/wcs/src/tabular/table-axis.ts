import type { ArrayMap } from '../axis-line.js';
import { elementOf, type IndexVector } from './index-vector.js';

/** A -TAB axis by itself: ψ ⇄ coordinate, linear between the elements and half an element beyond the ends, else NaN (WCS Paper III §6). */
export class TableAxis {
  private readonly sense: 1 | -1;

  /** @param coordinates rising or falling, as long as the index */
  constructor(
    private readonly coordinates: Float64Array,
    private readonly index: IndexVector,
  ) {
    this.sense = coordinates[coordinates.length - 1] < coordinates[0] ? -1 : 1;
  }

  /** ψ − shift → coordinate · factor. */
  forward(shift: number, factor: number): ArrayMap {
    const { coordinates, index } = this;
    const last = coordinates.length - 2;
    return (values, count, out) => {
      for (let i = 0; i < count; i++) {
        const upsilon = index.element(values[i] + shift);
        if (last < 0) {
          out[i] = Number.isNaN(upsilon) ? NaN : coordinates[0] * factor;
          continue;
        }
        const k = Math.max(0, Math.min(Math.floor(upsilon) - 1, last));
        const fraction = upsilon - (k + 1);
        out[i] = (coordinates[k] * (1 - fraction) + coordinates[k + 1] * fraction) * factor;
      }
    };
  }

  /** The inverse of `forward`. */
  backward(shift: number, factor: number): ArrayMap {
    const { coordinates, index, sense } = this;
    const { length } = coordinates;
    return (values, count, out) => {
      for (let i = 0; i < count; i++) {
        const value = values[i] / factor;
        if (length === 1) {
          out[i] = Math.abs(value - coordinates[0]) <= ROUNDING * Math.abs(coordinates[0]) ? index.index(1) - shift : NaN;
          continue;
        }
        out[i] = index.index(elementOf(coordinates, length, sense, value)) - shift;
      }
    };
  }
}

/** What the way to other units and back may do to the one coordinate of an axis. */
const ROUNDING = 1e-12;
