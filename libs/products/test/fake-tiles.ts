import type { ImageShape } from '#fits';
import type { TiledPixels, TilePlace } from '../src/tiled-pixels.js';

/** An array in memory as if it stood in tiles; `asked` tells which were fetched, in order. */
export function fakeTiles(array: Uint8Array, shape: ImageShape, tileAxes: readonly number[]): TiledPixels & { readonly asked: number[] } {
  const { axes, bytesPerPixel } = shape;
  const perAxis = axes.map((size, i) => Math.ceil(size / tileAxes[i]));
  const asked: number[] = [];
  const made = new Map<number, Uint8Array>();
  const placeOf = (n: number): TilePlace => {
    let rest = n;
    const origin = perAxis.map((tiles, i) => {
      const digit = rest % tiles;
      rest = Math.floor(rest / tiles);
      return digit * tileAxes[i];
    });
    return { n, origin, lengths: origin.map((first, i) => Math.min(tileAxes[i], axes[i] - first)) };
  };
  return {
    shape,
    asked,
    *tilesIn(box) {
      for (let n = 0; n < perAxis.reduce((a, b) => a * b, 1); n++) {
        const place = placeOf(n);
        const meets = box.every(({ first, count }, i) => place.origin[i] < first + count && first < place.origin[i] + place.lengths[i]);
        if (meets) yield place;
      }
    },
    compressedBytes: async () => 0,
    tilesOf: (numbers) => Promise.all(numbers.map(tile)),
  };

  async function tile(n: number): Promise<Uint8Array> {
    asked.push(n);
    const known = made.get(n);
    if (known) return known;
    const { origin, lengths } = placeOf(n);
    const pixels = lengths.reduce((a, b) => a * b, 1);
    const bytes = new Uint8Array(pixels * bytesPerPixel);
    for (let p = 0; p < pixels; p++) {
      let [rest, at, stride] = [p, 0, 1];
      lengths.forEach((length, i) => {
        at += (origin[i] + (rest % length)) * stride;
        rest = Math.floor(rest / length);
        stride *= axes[i];
      });
      bytes.set(array.subarray(at * bytesPerPixel, (at + 1) * bytesPerPixel), p * bytesPerPixel);
    }
    made.set(n, bytes);
    return bytes;
  }
}
