import { UnsupportedError } from '#faults';
import type { AxisMap, SpectralAxis } from '#wcs';
import type { Image } from '../../image.js';
import type { Cube } from '../cube.js';

/**
 * The channel of a mask, 0-based on its axis, for each channel of a cube; −1 where it has none. A mask without a spectral axis has one for all.
 * @param axis spectral one of the array of the mask
 * @throws UnsupportedError when their spectral axes cannot be compared
 */
export function channelMatch(mask: Image, axis: number, cube: Cube, isSameSky: boolean): Int32Array {
  const { nz, box } = cube;
  const size = mask.shape.axes[axis] ?? 1;
  if (size === 1) return new Int32Array(nz);
  const own = (cube.inOwnFrame ?? cube.image).wcs.spectral;
  const its = mask.wcs.spectral;
  if (!own) throw new UnsupportedError(`MASK: it has ${size} channels, and the image that it is for has none`);
  if (!its) {
    if (isSameSky && size === cube.image.shape.axes[cube.axes.z]) return Int32Array.from({ length: nz }, (_, k) => box.z.first + k);
    throw new UnsupportedError(
      `MASK: its ${size} channels have no spectral coordinates, and the cube has ${cube.image.shape.axes[cube.axes.z]}`,
    );
  }
  const places = Float64Array.from({ length: nz }, (_, k) => box.z.first + k);
  const [ours, theirs] = commonMaps(own, its);
  ours.pixelToWorld(places, nz, places);
  theirs.worldToPixel(places, nz, places);
  return Int32Array.from(places, (place) => {
    const channel = Math.round(place);
    return channel >= 0 && channel < size ? channel : -1;
  });
}

/** A quantity that both have. */
function commonMaps(own: SpectralAxis, its: SpectralAxis): readonly [AxisMap, AxisMap] {
  const [frame, other] = [own.specsys?.trim(), its.specsys?.trim()];
  if (frame && other && frame !== other)
    throw new UnsupportedError(`MASK: its channels are in the frame ${other}, those of the cube in ${frame}; the same is expected`);
  if (own.quantity === its.quantity && own.restFrequencyHz === its.restFrequencyHz) return [own.native, its.native];
  if (own.metres && its.metres) return [own.metres, its.metres];
  throw new UnsupportedError(
    `MASK: its spectral axis (${its.ctype}) cannot be compared with that of the cube (${own.ctype}): rest frequencies are missing or differ`,
  );
}
