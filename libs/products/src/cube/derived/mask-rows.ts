import type { ShapeMask } from '#region';
import type { CubeBlock } from '../plane-reader.js';

/**
 * Blanks the floating-point pixels of a block that lie outside of a shape.
 * @param size bytes of a pixel
 * @param box in the image, whose pixels the mask is of
 */
export function maskRows(
  bytes: Uint8Array,
  { x0, y0, nx, ny }: CubeBlock,
  size: number,
  mask: ShapeMask,
  box: { readonly x: { readonly first: number }; readonly y: { readonly first: number } },
): void {
  const left = box.x.first + x0;
  for (let y = 0; y < ny; y++) {
    const runs = mask.runs(box.y.first + y0 + y);
    const row = bytes.subarray(y * nx * size, (y + 1) * nx * size);
    let done = 0;
    for (let i = 0; i < runs.length && done < nx; i += 2) {
      row.fill(NAN_BYTE, done * size, Math.min(nx, Math.max(done, runs[i] - left)) * size);
      done = Math.max(done, runs[i + 1] - left);
    }
    if (done < nx) row.fill(NAN_BYTE, done * size);
  }
}

/** All bits set: no number, 4 bytes or 8. */
const NAN_BYTE = 0xff;
