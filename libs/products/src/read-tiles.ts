import { boxesOf, type OutputBox } from './output-boxes.js';
import { copyFromTile } from './copy-from-tile.js';
import type { AxisCut } from './section.js';
import type { TiledPixels, TilePlace } from './tiled-pixels.js';

/** Tiles that are held at once for one block; together with the cache of the tiles this bounds the memory of a stream. */
const MOST_HELD_BYTES = 8 * 1024 * 1024;

/**
 * Fills `target` with the bytes [from, from + target.length) of a cut of a tile-compressed image, 0 being its first byte: gets the tiles
 * that these pixels touch and copies their rows to where they go.
 * @param cuts NAXIS1 first
 */
export async function readTiles(
  tiled: TiledPixels,
  cuts: readonly AxisCut[],
  from: number,
  target: Buffer,
  signal?: AbortSignal,
): Promise<void> {
  const { bytesPerPixel } = tiled.shape;
  const firstPixel = Math.floor(from / bytesPerPixel);
  const pixels = Math.ceil((from + target.length) / bytesPerPixel) - firstPixel;
  const skip = from - firstPixel * bytesPerPixel;
  // A range may begin or end within a pixel: then the whole pixels are made beside and copied.
  const whole = skip === 0 && target.length === pixels * bytesPerPixel;
  const out = whole ? target : Buffer.allocUnsafe(pixels * bytesPerPixel);
  for (const box of boxesOf(cuts, firstPixel, pixels)) await readBox(tiled, cuts, box, out, signal);
  if (!whole) out.copy(target, 0, skip, skip + target.length);
}

async function readBox(tiled: TiledPixels, cuts: readonly AxisCut[], box: OutputBox, out: Buffer, signal?: AbortSignal): Promise<void> {
  const { bytesPerPixel } = tiled.shape;
  const wanted = cuts.map(({ first, step }, axis) => ({
    first: first + box.first[axis] * step,
    count: (box.count[axis] - 1) * step + 1,
  }));
  let batch: TilePlace[] = [];
  let bytes = 0;
  for (const place of tiled.tilesIn(wanted)) {
    if (!touches(place, cuts, box)) continue;
    const length = place.lengths.reduce((product, n) => product * n, bytesPerPixel);
    if (batch.length > 0 && bytes + length > MOST_HELD_BYTES) {
      await scatter(tiled, cuts, box, batch, out, signal);
      [batch, bytes] = [[], 0];
    }
    batch.push(place);
    bytes += length;
  }
  await scatter(tiled, cuts, box, batch, out, signal);
}

async function scatter(
  tiled: TiledPixels,
  cuts: readonly AxisCut[],
  box: OutputBox,
  places: readonly TilePlace[],
  out: Buffer,
  signal?: AbortSignal,
): Promise<void> {
  const tiles = await tiled.tilesOf(
    places.map(({ n }) => n),
    signal,
  );
  tiles.forEach((tile, i) => copyFromTile(tile, places[i], cuts, box, tiled.shape.bytesPerPixel, out));
}

/** With steps, a tile between two of them has no pixel that is wanted. */
function touches({ origin, lengths }: TilePlace, cuts: readonly AxisCut[], box: OutputBox): boolean {
  return cuts.every(({ first, step }, axis) => {
    const next = Math.max(box.first[axis], Math.ceil((origin[axis] - first) / step));
    return next < box.first[axis] + box.count[axis] && first + next * step < origin[axis] + lengths[axis];
  });
}
