import { directionOf, type Direction } from './direction.js';
import type { PixelBox, SkyMap } from './sky-map.js';

/** What 5 × 5 points of a block of pixels, from corner to corner, tell about the map there. */
export interface BlockSample {
  readonly block: PixelBox;
  /** Row by row; undefined where there is no sky. */
  readonly directions: readonly (Direction | undefined)[];
  readonly pixels: Float64Array;
  /** Where each point's direction is found again, minus the point itself: 0 0 unless it is found elsewhere. */
  readonly copies: readonly { readonly dx: number; readonly dy: number }[];
  /** The map is smooth and one-to-one (but for known copies), and the block less than a third of the sky wide. */
  readonly tame: boolean;
  readonly anySky: boolean;
  readonly allSky: boolean;
  /** Of the middle, or another point that has sky. */
  readonly centre: Direction | undefined;
  /** Largest distance from `centre` to another point, radians (an upper limit from chords). */
  readonly radius: number;
  /** Largest chord of the unit sphere that a pixel spans; Infinity if no two neighbours among the points have sky. */
  readonly chordPerPixel: number;
}

type Copies = BlockSample['copies'];
const FIRST_COPY: Copies = [{ dx: 0, dy: 0 }];
/** Points along a side of a block. */
export const SIDE = 5;
export const COUNT = SIDE * SIDE;
/** Points stay this far off the block's rim, so that a map which ends or closes exactly there does so outside. */
const INSET_PIXELS = 1e-4;
/** Without `copies` the whole image is meant, and they are looked for. */
export function sampleBlock(map: SkyMap, block: PixelBox, copies?: Copies): BlockSample {
  const pixels = gridOf(block);
  const sky = new Float64Array(2 * COUNT);
  const back = new Float64Array(2 * COUNT);
  map.pixelToSky(pixels, COUNT, sky);
  map.skyToPixel(sky, COUNT, back);
  const directions = Array.from({ length: COUNT }, (_, i) =>
    Number.isFinite(sky[2 * i] + sky[2 * i + 1]) ? directionOf(sky[2 * i], sky[2 * i + 1]) : undefined,
  );
  const found = copies ?? copiesIn(map, pixels, back, directions);
  const centre = directions[(COUNT - 1) / 2] ?? directions.find((direction) => direction !== undefined);
  const allSky = directions.every((direction) => direction !== undefined);
  const reach =
    centre === undefined ? 0 : Math.max(...directions.map((direction) => (direction === undefined ? 0 : chord(centre, direction))));
  const { chordPerPixel, smooth } = stepsOf(directions, block);
  return {
    block,
    directions,
    pixels,
    copies: found,
    anySky: centre !== undefined,
    allSky,
    centre,
    radius: reach === 0 ? 0 : 2 * Math.asin(Math.min(reach / 2, 1)),
    chordPerPixel,
    tame: allSky && smooth && reach < TAME_REACH && returnsTo(pixels, back, found),
  };
}

const TAME_REACH = 0.6;
/** A middle may be off the middle of its neighbours by this part of their distance. */
const TAME_BEND = 0.5;
const MAX_COPIES = 5;
/** A point found again within this distance is the same. */
const SAME_PIXELS = 0.5;

function gridOf({ x0, y0, x1, y1 }: PixelBox): Float64Array {
  const grid = new Float64Array(2 * COUNT);
  for (let row = 0, i = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      grid[i++] = x0 - 0.5 + INSET_PIXELS + ((x1 - x0 + 1 - 2 * INSET_PIXELS) * column) / (SIDE - 1);
      grid[i++] = y0 - 0.5 + INSET_PIXELS + ((y1 - y0 + 1 - 2 * INSET_PIXELS) * row) / (SIDE - 1);
    }
  }
  return grid;
}

/** An image of more than 360° shows some sky twice, the second time at a fixed distance. */
function copiesIn(map: SkyMap, pixels: Float64Array, back: Float64Array, directions: BlockSample['directions']): Copies {
  const elsewhere = directions.flatMap((_, i) => {
    const dx = pixels[2 * i] - back[2 * i];
    const dy = pixels[2 * i + 1] - back[2 * i + 1];
    return directions[i] !== undefined && Math.hypot(dx, dy) > SAME_PIXELS ? [{ i, dx, dy }] : [];
  });
  if (elsewhere.length === 0) return FIRST_COPY;
  const sky = new Float64Array(2 * COUNT);
  map.pixelToSky(back, COUNT, sky);
  const copies = [...FIRST_COPY];
  for (const { i, dx, dy } of elsewhere) {
    // A bad inverse is no copy: the other place must really show the same direction.
    const same = chord(directions[i]!, directionOf(sky[2 * i], sky[2 * i + 1])) < 1e-9;
    if (same && copies.length < MAX_COPIES && copies.every((copy) => Math.hypot(copy.dx - dx, copy.dy - dy) > SAME_PIXELS))
      copies.push({ dx, dy });
  }
  return copies;
}

function returnsTo(pixels: Float64Array, back: Float64Array, copies: Copies): boolean {
  for (let i = 0; i < COUNT; i++) {
    const dx = pixels[2 * i] - back[2 * i];
    const dy = pixels[2 * i + 1] - back[2 * i + 1];
    if (!copies.some((copy) => Math.hypot(copy.dx - dx, copy.dy - dy) < SAME_PIXELS)) return false;
  }
  return true;
}

function stepsOf(directions: readonly (Direction | undefined)[], { x0, y0, x1, y1 }: PixelBox) {
  let chordPerPixel = 0;
  let smooth = true;
  const look = (i: number, step: number, pixels: number, last: boolean) => {
    const [a, m] = [directions[i], directions[i + step]];
    if (a === undefined || m === undefined) return;
    chordPerPixel = Math.max(chordPerPixel, (chord(a, m) * (SIDE - 1)) / pixels);
    const b = last ? undefined : directions[i + 2 * step];
    if (b === undefined) return;
    const bend = Math.hypot(a[0] - 2 * m[0] + b[0], a[1] - 2 * m[1] + b[1], a[2] - 2 * m[2] + b[2]);
    if (bend > TAME_BEND * chord(a, b) + 1e-12) smooth = false;
  };
  for (let j = 0; j < SIDE; j++) {
    for (let k = 0; k < SIDE - 1; k++) {
      look(j * SIDE + k, 1, x1 - x0 + 1, k === SIDE - 2);
      look(k * SIDE + j, SIDE, y1 - y0 + 1, k === SIDE - 2);
    }
  }
  return { chordPerPixel: chordPerPixel === 0 ? Infinity : chordPerPixel, smooth };
}

const chord = (a: Direction, b: Direction) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
