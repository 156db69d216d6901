import { LimitError, NoOverlapError, UsageError } from '#faults';
import { shapeBox, type PixelBox } from '#region';
import { skyMapOf } from '../../select.js';
import type { Cube } from '../cube.js';
import { pixelBox } from '../spectrum/placed-aperture.js';
import { pixelAngles } from '../spectrum/solid-angle.js';
import { offsetGrid, type OffsetGrid } from './offset-grid.js';
import type { Ring } from './rings.js';
import { ARCSEC, SkyPlane } from './sky-plane.js';

/** Where the rings lie on the pixels. */
export interface ProfileArea {
  /** pixels of the image that may be in a ring */
  readonly box: PixelBox;
  /** of a pixel, arcsec² */
  readonly pixelArea: number;
  /** sub-pixels a side: at least four of them cross a ring (kernels §13.4) */
  readonly divide: number;
  readonly grid: OffsetGrid;
}

export interface Centre {
  readonly lonDeg: number;
  readonly latDeg: number;
}

/** A median keeps all pixels: 80 MB. */
const MOST_PIXELS = 2 ** 23;
const MOST_PARTS = 16;

/** @throws NoOverlapError when the rings do not reach the pixels; UsageError, LimitError */
export function profileArea(cube: Cube, { lonDeg, latDeg }: Centre, rings: readonly Ring[]): ProfileArea {
  const map = skyMapOf(cube.image, cube.sky);
  const outer = rings.reduce((most, { radius, width }) => Math.max(most, radius + width / 2), 0);
  if (!(outer / 3600 < 90)) throw new UsageError(`the rings reach ${outer} arcsec from the centre; expected less than 90 degrees`);
  const bounds = shapeBox({ kind: 'circle', lonDeg, latDeg, radiusDeg: (outer / 3600) * 1.0001 }, map);
  const whole = pixelBox(cube);
  const box = bounds && {
    x0: Math.max(bounds.x0, whole.x0),
    y0: Math.max(bounds.y0, whole.y0),
    x1: Math.min(bounds.x1, whole.x1),
    y1: Math.min(bounds.y1, whole.y1),
  };
  if (!box || box.x0 > box.x1 || box.y0 > box.y1) throw new NoOverlapError('the rings do not reach the pixels of the image');
  const pixels = (box.x1 - box.x0 + 1) * (box.y1 - box.y0 + 1);
  if (pixels > MOST_PIXELS) throw new LimitError(`the rings lie on ${pixels} pixels; a profile is made of at most ${MOST_PIXELS}`);
  const [steradians] = pixelAngles(map, [Math.round((box.x0 + box.x1) / 2)], Math.round((box.y0 + box.y1) / 2));
  const pixelArea = steradians / (ARCSEC * ARCSEC);
  const narrowest = rings.reduce((least, { width }) => Math.min(least, width), Infinity);
  const divide = Math.max(2, Math.ceil((4 * Math.sqrt(pixelArea)) / narrowest - 1e-3));
  if (!(divide <= MOST_PARTS))
    throw new UsageError(
      `a ring is ${narrowest} arcsec wide and a pixel ${Math.sqrt(pixelArea)}; expected rings of at least a quarter of a pixel`,
    );
  return { box, pixelArea, divide, grid: offsetGrid(new SkyPlane(map, lonDeg, latDeg), box, Math.sqrt(pixelArea)) };
}
