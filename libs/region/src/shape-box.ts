import { areaOf } from './area-of-shape.js';
import { sampleBlock } from './block-sample.js';
import { growByBlocks } from './block-search.js';
import { GrowingBox } from './growing-box.js';
import { growByOutline } from './outline-extent.js';
import type { Shape } from './shape.js';
import type { PixelBox, SkyMap } from './sky-map.js';

/**
 * The smallest box that holds every pixel of the image which the shape touches (entering it by more than 10⁻⁶ pixels), so also every
 * pixel whose centre is inside; a shape within one pixel gives that pixel. Where the map tears or ends inside the image
 * (the seam or limb of an all-sky projection), a pixel on the tear counts by its centre. undefined: no overlap.
 *
 * What bounds shape ∩ image is the shape's outline within the image and the image's border within the shape. The outline is followed
 * through the map, refined where it could still move a side; of the border the corners suffice, as elsewhere it ends on the outline.
 * That holds where the map is one-to-one, so blocks of pixels are divided until each of them is, or does not matter.
 * @throws UsageError for a shape that makes no sense.
 */
export function shapeBox(shape: Shape, map: SkyMap): PixelBox | undefined {
  const area = areaOf(shape);
  const box = new GrowingBox(map.width, map.height);
  const whole = sampleBlock(map, { x0: 0, y0: 0, x1: map.width - 1, y1: map.height - 1 });
  for (const copy of whole.copies)
    growByOutline(area.arcs, map, box, {
      ...copy,
      slackChord: (copy === whole.copies[0] ? INVERSE_PIXELS : COPY_PIXELS) * whole.chordPerPixel,
    });
  growByBlocks(area, map, box, whole);
  return box.result();
}

/** By how much an inverse may be off where it is right at all, and how exactly a copy of the sky must be one. */
const INVERSE_PIXELS = 2;
const COPY_PIXELS = 1e-3;
