import { UnsupportedError } from '#faults';
import type { DistortionContext } from '../distortion/distortion-context.js';
import { priorDistortion } from '../distortion/parse-distortion.js';
import type { HeaderCards } from '../header-cards.js';
import type { Linear } from '../linear.js';
import type { WcsTables } from '../wcs-tables.js';
import type { CelestialCtype } from './celestial-ctype.js';
import type { PolynomialMap } from './polynomial-map.js';
import { parseSip } from './sip.js';
import type { SkyMapParts } from './sky-map.js';

export interface SkyOptions {
  readonly alternate: string;
  readonly tables: WcsTables;
}

/** The way from the pixels of a celestial pair to its intermediate coordinates. */
export interface SkyPlane {
  readonly parts: Pick<SkyMapParts, 'x0' | 'y0' | 'matrix' | 'inverse' | 'shift' | 'prior'>;
  readonly context: DistortionContext;
  readonly hasSip: boolean;
}

/**
 * @param lengths NAXISn, 1 for degenerate axes
 * @param scale what intermediate coordinates are multiplied by, longitude first
 * @throws UnsupportedError
 */
export function skyPlane(
  cards: HeaderCards,
  ctype: CelestialCtype,
  linear: Linear,
  lengths: readonly number[],
  scale: readonly [number, number],
  { alternate, tables }: SkyOptions,
): SkyPlane {
  const { lon, lat } = ctype;
  const { rows, shift } = planeRows(linear, ctype, lengths);
  const matrix = [rows[0] * scale[0], rows[1] * scale[0], rows[2] * scale[1], rows[3] * scale[1]] as const;
  const determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
  if (!(Math.abs(determinant) > 1e-14 * (Math.abs(matrix[0] * matrix[3]) + Math.abs(matrix[1] * matrix[2]))))
    throw new UnsupportedError('the linear transformation of the celestial axes is singular');
  const [x0, y0] = [linear.referencePixel[lon], linear.referencePixel[lat]];
  const degrees = [linear.increments[lon] * scale[0], linear.increments[lat] * scale[1]] as const;
  const context: DistortionContext = { cards, alternate, lon, lat, reference: [x0, y0], degrees, tables };
  const sip = sipOf(cards, ctype);
  return {
    parts: {
      x0,
      y0,
      matrix,
      inverse: [matrix[3] / determinant, -matrix[1] / determinant, -matrix[2] / determinant, matrix[0] / determinant],
      shift: [shift[0] * scale[0], shift[1] * scale[1]],
      prior: priorDistortion(context, sip?.corrections() ?? []) ?? sip,
    },
    context,
    hasSip: sip !== undefined,
  };
}

/**
 * The 2 × 2 part of the linear transformation. Other pixel axes may add to it only when they have one pixel: they are held there,
 * and what they add is `shift`.
 */
function planeRows({ size, matrix, referencePixel }: Linear, { lon, lat }: CelestialCtype, lengths: readonly number[]) {
  const rows: number[] = [];
  const shift: number[] = [];
  for (const row of [lon, lat]) {
    rows.push(matrix[row * size + lon], matrix[row * size + lat]);
    let held = 0;
    for (let axis = 0; axis < size; axis++) {
      const element = matrix[row * size + axis];
      if (axis === lon || axis === lat || element === 0) continue;
      if (lengths[axis] > 1)
        throw new UnsupportedError(
          `the celestial axes ${lon + 1} and ${lat + 1} also depend on pixel axis ${axis + 1}, which is not supported`,
        );
      held += element * (0 - referencePixel[axis]);
    }
    shift.push(held);
  }
  return { rows, shift };
}

function sipOf(cards: HeaderCards, { lon, lat }: CelestialCtype): PolynomialMap | undefined {
  const sip = parseSip(cards);
  if (typeof sip === 'string') throw new UnsupportedError(sip);
  if (sip && lon + lat !== 1)
    throw new UnsupportedError('SIP distortion is defined for axes 1 and 2, and these are not the celestial ones');
  if (sip && lon === 1) return sip.exchanged();
  return sip;
}
