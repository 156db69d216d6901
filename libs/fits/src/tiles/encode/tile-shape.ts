/** Pixels of a tile: enough that the table and the start of each stream cost nothing, few enough that a small box decodes little. */
const TILE_PIXELS = 32 * 1024;

/** Rows are not broken unless they are longer than this. */
const LONGEST_ROW = 256 * 1024;

/**
 * Lengths of the tiles along each axis, NAXIS1 first: some whole rows (fpack's tiles are single ones, which are short in most cubes), so every tile is a
 * run of pixels of the file and they follow each other. Tiles that are cut off at an edge are avoided by making all a little smaller.
 */
export function tileShapeOf(axes: readonly number[]): number[] {
  let room = LONGEST_ROW;
  let whole = true;
  return axes.map((length, axis) => {
    if (axis === 1) room = Math.max(1, TILE_PIXELS / axes[0]);
    const most = whole ? Math.max(1, Math.min(length, Math.floor(room))) : 1;
    const tile = Math.ceil(length / Math.ceil(length / most));
    room /= tile;
    whole &&= tile === length;
    return tile;
  });
}

/** The number of pixels of each tile, in the order of the file. */
export function* tileLengths(axes: readonly number[], shape: readonly number[]): Generator<number> {
  // The axes below `cut` are whole, so a tile is `inner` pixels for each step along it; above it there is one tile for each place.
  const found = axes.findIndex((length, axis) => shape[axis] < length);
  const cut = found < 0 ? axes.length - 1 : found;
  const product = (list: readonly number[]) => list.reduce((a, b) => a * b, 1);
  const inner = product(axes.slice(0, cut));
  const outer = product(axes.slice(cut + 1));
  for (let place = 0; place < outer; place++)
    for (let at = 0; at < axes[cut]; at += shape[cut]) yield inner * Math.min(shape[cut], axes[cut] - at);
}

/** How many tiles there are. */
export function tileCount(axes: readonly number[], shape: readonly number[]): number {
  return axes.reduce((count, length, axis) => count * Math.ceil(length / shape[axis]), 1);
}
